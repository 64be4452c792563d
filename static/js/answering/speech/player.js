/* A recording, played. There is one player for all of them: a browser that wants a press for each
   player wants it once. */

let recordingPlayer = null;

/* `onFail` is called when the file does not come or does not play. */
export function play(address, rate, onEnd, onFail) {
  recordingPlayer = recordingPlayer || new Audio();
  recordingPlayer.onended = onEnd;
  recordingPlayer.onerror = onFail;
  recordingPlayer.src = address;
  recordingPlayer.playbackRate = recordingPlayer.defaultPlaybackRate = rate;
  const started = recordingPlayer.play();
  if (started) started.catch(onFail);
}

export function stopPlaying() {
  if (recordingPlayer) recordingPlayer.pause();
}

/* How much of it was heard, from 0 to 1; 0 while that is not known. */
export const playedShare = () => recordingPlayer.currentTime / recordingPlayer.duration || 0;
