/* A device's voices, in place of the browser's: what a machine without a loudspeaker cannot have. It
   keeps what it was told to say in `window.spoken`, and says a word each `window.wordTime`
   milliseconds, with the same events. `window.heldVoices` are its voices: [name, lang, local]. */
(() => {
  let timers = [];
  window.spoken = [];
  window.cancelled = 0;
  window.wordTime = window.wordTime || 20;
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  const device = {
    getVoices: () => (window.heldVoices || []).map(([name, lang, localService]) => ({ name, lang, localService, default: false })),
    speak(utterance) {
      window.spoken.push({ text: utterance.text, voice: utterance.voice.name, lang: utterance.lang, rate: utterance.rate });
      let time = 0;
      utterance.text.replace(/\S+/g, (word, place) => {
        timers.push(setTimeout(() => utterance.onboundary({ charIndex: place, name: "word" }), time));
        time += window.wordTime;
        return word;
      });
      timers.push(setTimeout(() => utterance.onend({}), time));
    },
    cancel() { window.cancelled += 1; timers.forEach(clearTimeout); timers = []; },
    onvoiceschanged: null,
  };
  Object.defineProperty(window, "speechSynthesis", { value: device });
  window.changeVoices = (voices) => { window.heldVoices = voices; device.onvoiceschanged(); };
})();
