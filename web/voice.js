// Speaking instead of writing: joins the LiveKit room that the service names, with the microphone and nothing else.
//
// The page works without this script; it only brings the button to life. The words to say stand in the page. Whatever
// happens here, the form beside it leads back to writing.

import { DisconnectReason, Room, RoomEvent, Track } from "livekit-client";

// How often the service is asked whether an interviewer is still to come.
const ASK_EVERY = 5000;

function voice(panel, root) {
  const { page } = root.dataset;
  const { connecting, waiting, on, muted, alone, lost, microphone, failed } = panel.dataset;
  const [state, mute] = ["voice-state", "voice-mute"].map((id) => document.getElementById(id));
  const buttons = document.querySelectorAll("[data-voice]");
  let room = null;

  const say = (text) => { if (state.textContent !== text) state.textContent = text; };
  const offer = (offered) => { for (const button of buttons) button.hidden = !offered; };
  const heard = () => room && [...room.remoteParticipants.values()].some((one) => one.isAgent);
  const isMuted = () => mute.getAttribute("aria-pressed") === "true";
  const tell = () => say(!heard() ? waiting : isMuted() ? muted : on);

  async function enter() {
    offer(false);
    panel.hidden = false;
    root.classList.add("speaking");
    say(connecting);
    const entered = await fetch(`${page}/voice`, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
    // Over, or somebody has to say who they are: the page knows the next step.
    if (entered && [401, 403, 404, 409, 410].includes(entered.status)) return location.reload();
    if (!entered?.ok) return give(failed);
    const { url, token } = await entered.json();
    try {
      await join(url, token);
    } catch (error) {
      const denied = ["NotAllowedError", "NotFoundError", "NotReadableError"].includes(error.name);
      await leave();
      give(denied ? microphone : failed);
    }
  }

  async function join(url, token) {
    room = new Room({ audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    room.on(RoomEvent.TrackSubscribed, (track) => { if (track.kind === Track.Kind.Audio) document.body.append(track.attach()); });
    room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()));
    room.on(RoomEvent.ParticipantConnected, tell);
    room.on(RoomEvent.ParticipantDisconnected, tell);
    room.on(RoomEvent.Reconnecting, () => say(connecting));
    room.on(RoomEvent.Reconnected, tell);
    room.on(RoomEvent.Disconnected, ended);
    // Asked for first: without a microphone there is nothing to join for.
    await room.localParticipant.setMicrophoneEnabled(true);
    await room.connect(url, token);
    await room.startAudio();
    mute.hidden = false;
    tell();
    ask(room);
  }

  // A room that the service has ended: the interview is over, or goes on in writing on another device.
  function ended(reason) {
    room = null;
    if (reason === DisconnectReason.CLIENT_INITIATED) return;
    if (reason === DisconnectReason.ROOM_DELETED) location.reload();
    else give(lost);
  }

  async function leave() {
    const left = room;
    room = null;
    await left?.disconnect();
  }

  function give(text) {
    mute.hidden = true;
    say(text);
    offer(true);
  }

  // As long as no interviewer is heard, the service knows whether one is still to come.
  async function ask(asked) {
    while (room === asked) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      if (room !== asked || heard()) continue;
      const reply = await fetch(`${page}/voice`, { headers: { Accept: "application/json" } }).catch(() => null);
      const told = reply?.ok ? await reply.json() : {};
      if (told.alone && !heard()) say(alone);
    }
  }

  mute.addEventListener("click", async () => {
    const silent = !isMuted();
    mute.setAttribute("aria-pressed", String(silent));
    await room?.localParticipant.setMicrophoneEnabled(!silent);
    tell();
  });
  for (const button of buttons) button.addEventListener("click", enter);
  addEventListener("pagehide", () => room?.disconnect());
  offer(true);
}

const [panel, root] = [document.getElementById("voice"), document.querySelector("[data-interview]")];
if (panel && root) voice(panel, root);
