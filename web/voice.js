// Voice interviews: joins the LiveKit room that the service names, with the microphone only.
//
// The page works without this script, which shows and handles its voice buttons. Texts come from the page's data
// attributes. Whatever fails here, the form beside the buttons switches back to text.

import { DisconnectReason, Room, RoomEvent, Track } from "livekit-client";

// How often the script asks the service whether the interviewer has failed to come, in milliseconds.
const POLL_INTERVAL = 5000;

function voice(panel, root) {
  const { page } = root.dataset;
  const { connecting, waiting, on, muted, alone, lost, microphone, failed } = panel.dataset;
  const [status, muteButton] = ["voice-state", "voice-mute"].map((id) => document.getElementById(id));
  const voiceButtons = document.querySelectorAll("[data-voice]");
  let room = null;

  const showStatus = (text) => { if (status.textContent !== text) status.textContent = text; };
  const showButtons = (visible) => { for (const button of voiceButtons) button.hidden = !visible; };
  const hasAgent = () => room && [...room.remoteParticipants.values()].some((participant) => participant.isAgent);
  const isMuted = () => muteButton.getAttribute("aria-pressed") === "true";
  const showConnected = () => showStatus(!hasAgent() ? waiting : isMuted() ? muted : on);

  async function start() {
    showButtons(false);
    panel.hidden = false;
    root.classList.add("speaking");
    showStatus(connecting);
    const response = await fetch(`${page}/voice`, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
    // The interview or the session has ended: the page knows the next step.
    if (response && [401, 403, 404, 409, 410].includes(response.status)) return location.reload();
    if (!response?.ok) return stopWith(failed);
    const { url, token } = await response.json();
    try {
      await connect(url, token);
    } catch (error) {
      const isMicrophoneError = ["NotAllowedError", "NotFoundError", "NotReadableError"].includes(error.name);
      await disconnect();
      stopWith(isMicrophoneError ? microphone : failed);
    }
  }

  async function connect(url, token) {
    room = new Room({ audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    room.on(RoomEvent.TrackSubscribed, (track) => { if (track.kind === Track.Kind.Audio) document.body.append(track.attach()); });
    room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()));
    room.on(RoomEvent.ParticipantConnected, showConnected);
    room.on(RoomEvent.ParticipantDisconnected, showConnected);
    room.on(RoomEvent.Reconnecting, () => showStatus(connecting));
    room.on(RoomEvent.Reconnected, showConnected);
    room.on(RoomEvent.Disconnected, onDisconnected);
    // First, because without a microphone there is no reason to connect.
    await room.localParticipant.setMicrophoneEnabled(true);
    await room.connect(url, token);
    await room.startAudio();
    muteButton.hidden = false;
    showConnected();
    pollForAgent(room);
  }

  // The service deletes the room when the interview ends or continues in text on another device.
  function onDisconnected(reason) {
    room = null;
    if (reason === DisconnectReason.CLIENT_INITIATED) return;
    if (reason === DisconnectReason.ROOM_DELETED) location.reload();
    else stopWith(lost);
  }

  async function disconnect() {
    const left = room;
    room = null;
    await left?.disconnect();
  }

  // Shows why voice is off, and offers it again.
  function stopWith(text) {
    muteButton.hidden = true;
    showStatus(text);
    showButtons(true);
  }

  // While no agent is in the room, asks the service whether one is still expected.
  async function pollForAgent(polled) {
    while (room === polled) {
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
      if (room !== polled || hasAgent()) continue;
      const response = await fetch(`${page}/voice`, { headers: { Accept: "application/json" } }).catch(() => null);
      const body = response?.ok ? await response.json() : {};
      if (body.alone && !hasAgent()) showStatus(alone);
    }
  }

  muteButton.addEventListener("click", async () => {
    const mute = !isMuted();
    muteButton.setAttribute("aria-pressed", String(mute));
    await room?.localParticipant.setMicrophoneEnabled(!mute);
    showConnected();
  });
  for (const button of voiceButtons) button.addEventListener("click", start);
  addEventListener("pagehide", () => room?.disconnect());
  showButtons(true);
}

const [panel, root] = [document.getElementById("voice"), document.querySelector("[data-interview]")];
if (panel && root) voice(panel, root);
