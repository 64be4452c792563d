/* The device's own voices. One that is not local would send the words to another host: never used. */

export const deviceVoice = window.speechSynthesis;
const NEAREST = { es: ["es-mx", "es-us", "es-419"], en: ["en-us", "en-gb"] };
const GOOD = /premium|enhanced|natural|neural|mejorad|siri/i;
const POOR = /espeak|compact|eloquence|^(eddy|flo|grandma|grandpa|reed|rocko|sandy|shelley)\b/i;

const tagOf = (voice) => voice.lang.toLowerCase().replace(/_/g, "-");

/* First the country, then how the voice sounds, as far as its name tells. */
function voiceRank(tag, voice) {
  const near = (NEAREST[tag.split("-")[0]] || [tag]).indexOf(tagOf(voice));
  const sound = GOOD.test(voice.name) ? 0 : POOR.test(voice.name) ? 3 : voice.default ? 1 : 2;
  return (near < 0 ? 9 : near) * 10 + sound;
}

/* The best of the voices for a language, or undefined. */
export function bestVoice(voices, language) {
  const tag = language.toLowerCase().replace(/_/g, "-");
  return voices
    .filter((voice) => voice.localService === true && tagOf(voice).split("-")[0] === tag.split("-")[0])
    .map((voice, place) => ({ voice, rank: voiceRank(tag, voice), place }))
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .map(({ voice }) => voice)[0];
}
