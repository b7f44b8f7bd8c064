// Finds a Vietnamese voice on this device.
const { speechSynthesis: speech } = window;
const WAIT_FOR_VOICES = 1500; // milliseconds: browsers tell their voices late, or never

function vietnamese() {
  return speech.getVoices().find((one) => /^vi\b/i.test(one.lang.replace("_", "-")));
}

export async function findVoice() {
  if (vietnamese()) return vietnamese();
  await new Promise((done) => {
    speech.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, WAIT_FOR_VOICES);
  });
  return vietnamese();
}
