// Enhances the pages: times in the reader's time zone, and an interview without reloads. Every page works without it.
// Answers wait in local storage until the service has stored them, each under an id that makes sending it twice safe, so
// nothing that was typed is lost.
"use strict";

const STORAGE_PREFIX = "interview:";

const store = (key, value) => {
  try {
    if (value) localStorage.setItem(STORAGE_PREFIX + key, value);
    else localStorage.removeItem(STORAGE_PREFIX + key);
  } catch { /* Storage is full or disabled; answers are sent all the same. */ }
};
const load = (key) => {
  try {
    return localStorage.getItem(STORAGE_PREFIX + key);
  } catch {
    return null;
  }
};

function showLocalTimes(root) {
  const long = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  const short = { hour: "2-digit", minute: "2-digit" };
  const { lang } = document.documentElement;
  // The reader's region decides the date format if the reader's language is that of the page.
  const locale = navigator.languages.find((preferred) => preferred.split("-")[0] === lang) || lang;
  for (const time of root.querySelectorAll("time[data-local]")) {
    const format = new Intl.DateTimeFormat(locale, time.dataset.local === "long" ? long : short);
    time.textContent = format.format(new Date(time.dateTime));
  }
}

// `crypto.randomUUID` exists only in secure contexts.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Exponential backoff from 1 s to 30 s, with jitter.
const newBackoff = () => {
  let delay = 0;
  return { next: () => (delay = Math.min(delay * 2 || 1000, 30000)) * (0.75 + Math.random() / 2), reset: () => (delay = 0) };
};

function interview(root) {
  const { page, maxChars, ...texts } = root.dataset;
  const byId = (id) => document.getElementById(id);
  const [turns, form, answer, status, retry, problem, thinking, warning, announcer, clock] =
    ["turns", "answer-form", "answer", "state", "retry", "answer-problem", "thinking", "warning", "announcer", "clock"].map(byId);
  const outbox = JSON.parse(load(page) || "[]");
  let leaving = false;

  const scrollToEnd = () => scrollTo({ top: document.documentElement.scrollHeight });
  const isNearEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;
  // Scrolls to new content, unless the reader has scrolled up.
  const updateAndScroll = (update) => {
    const follow = isNearEnd();
    update();
    if (follow) scrollToEnd();
  };
  const showStatus = (text) => { if (status.textContent !== text) status.textContent = text; };
  // Reloads, because the page knows the next step; at most every ten seconds, should it lead here again.
  const leave = () => {
    const last = Number(load(`${page}/left`));
    if (Date.now() - last < 10000) {
      setTimeout(leave, 10000);
      return;
    }
    store(`${page}/left`, String(Date.now()));
    leaving = true;
    location.reload();
  };

  // The conversation.
  const numbers = () => [...turns.querySelectorAll("[data-number]")].map((turn) => Number(turn.dataset.number));
  const lastNumber = () => Math.max(0, ...numbers());
  const withNumber = (number) => turns.querySelector(`[data-number="${number}"]`);
  // The last turn before the first gap: an acknowledged answer may have a higher number than turns not yet received.
  const lastContiguousNumber = () => {
    let number = 0;
    while (withNumber(number + 1)) number += 1;
    return number;
  };

  function newTurnElement(speaker, text) {
    const turn = document.createElement("li");
    const [name, body, time] = ["p", "p", "time"].map((tag) => document.createElement(tag));
    turn.className = `turn ${speaker}`;
    name.className = "who";
    body.className = "said";
    body.dir = "auto";
    name.append(`${{ respondent: texts.you, interviewer: texts.interviewer }[speaker] || texts.guest} `, time);
    body.textContent = text;
    turn.append(name, body);
    return turn;
  }

  function showTime(turn, at) {
    const time = turn.querySelector("time");
    time.dateTime = at;
    time.dataset.local = "short";
    showLocalTimes(turn);
  }

  function showTurn({ number, speaker, text, at, closing }) {
    const unsent = speaker === "respondent" &&
      outbox.find((entry) => entry.text === text && entry.element && !entry.element.dataset.number);
    const existing = withNumber(number) || (unsent && unsent.element);
    const turn = existing || newTurnElement(speaker, text);
    showTime(turn, at);
    turn.dataset.number = number;
    turn.classList.remove("unsent");
    updateAndScroll(() => {
      if (!existing) turns.insertBefore(turn, firstAfter(number));
      if (closing) byId("closing").hidden = false;
      // A guest's turn does not end the wait for the interviewer.
      if (number === lastNumber() && speaker !== "agent") showThinking(speaker === "respondent");
    });
  }

  const firstAfter = (number) =>
    [...turns.children].find(({ dataset }) => !dataset.number || Number(dataset.number) > number) || null;

  // After the closing turn, the interviewer does not reply any more.
  const showThinking = (isThinking) => { thinking.hidden = !isThinking || !byId("closing").hidden; };

  function showUnsent(entry) {
    if (entry.element) return;
    entry.element = newTurnElement("respondent", entry.text);
    entry.element.classList.add("unsent");
    turns.append(entry.element);
  }

  // Sending: one answer at a time, in order, each retried until it is acknowledged.
  let sending = false;
  let retryTimer = 0;
  const sendBackoff = newBackoff();
  const storeOutbox = () => store(page, outbox.length ? JSON.stringify(outbox.map(({ id, text }) => ({ id, text }))) : "");

  function submit() {
    const text = answer.value.trim();
    const invalid = !text ? texts.empty : [...text].length > Number(maxChars) ? texts.tooLong : "";
    showProblem(invalid);
    if (invalid) return;
    outbox.push({ id: newId(), text });
    storeOutbox();
    answer.value = "";
    store(`${page}/draft`, "");
    answer.focus();
    send();
    scrollToEnd();
  }

  function showProblem(text) {
    problem.textContent = text;
    problem.hidden = !text;
    if (text) {
      answer.setAttribute("aria-invalid", "true");
      answer.setAttribute("aria-describedby", "answer-problem answer-hint state");
      answer.focus();
    } else {
      answer.removeAttribute("aria-invalid");
    }
  }

  async function send() {
    outbox.forEach(showUnsent);
    const [entry] = outbox;
    if (!entry || sending || leaving) return;
    clearTimeout(retryTimer);
    sending = true;
    retry.hidden = true;
    showStatus(texts.sending);
    let response;
    try {
      response = await fetch(`${page}/turns`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ id: entry.id, text: entry.text }),
        signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
      });
    } catch { /* There is no connection, or the response timed out. */ }
    sending = false;
    await handleResponse(entry, response);
  }

  async function handleResponse(entry, response) {
    const code = response ? response.status : 0;
    if (code === 200) {
      const { number } = await response.json().catch(() => ({}));
      acknowledge(entry, number);
    } else if ([401, 403, 404, 409, 410].includes(code)) {
      // The interview or the session has ended. The answer stays in local storage.
      leave();
    } else if (code === 429 || code === 0 || code === 408 || code >= 500) {
      sendLater(Number(response?.headers.get("Retry-After")) * 1000);
    } else {
      giveBack(entry, (await response.json().catch(() => ({}))).error || texts.failed);
    }
  }

  function acknowledge(entry, number) {
    sendBackoff.reset();
    outbox.shift();
    storeOutbox();
    showStatus("");
    if (numbers().includes(number) && entry.element.dataset.number !== String(number)) {
      entry.element.remove();
    } else if (number) {
      entry.element.dataset.number = number;
      entry.element.classList.remove("unsent");
      showThinking(number === lastNumber());
    }
    send();
  }

  function sendLater(delay) {
    showStatus(navigator.onLine ? texts.failed : texts.offline);
    retry.hidden = false;
    retryTimer = setTimeout(send, delay || sendBackoff.next());
  }

  // Returns a rejected answer to the text field, to be corrected.
  function giveBack(entry, reason) {
    outbox.shift();
    storeOutbox();
    entry.element.remove();
    answer.value = answer.value ? `${entry.text}\n${answer.value}` : entry.text;
    showStatus("");
    showProblem(reason);
  }

  // Receiving.
  const streamBackoff = newBackoff();
  function openStream() {
    const stream = new EventSource(`${page}/stream?after=${lastContiguousNumber()}`);
    stream.addEventListener("open", () => {
      streamBackoff.reset();
      if (status.textContent === texts.lost) showStatus("");
    });
    stream.addEventListener("turn", (event) => showTurn(JSON.parse(event.data)));
    stream.addEventListener("ended", () => {
      stream.close();
      leave();
    });
    stream.addEventListener("error", () => {
      if (leaving) return;
      if (!sending && !outbox.length) showStatus(navigator.onLine ? texts.lost : texts.offline);
      // The browser reconnects on its own, unless the response was an error.
      if (stream.readyState === EventSource.CLOSED) setTimeout(reopenStream, streamBackoff.next());
    });
  }

  // An EventSource hides the status of an error response, so a HEAD request asks for it.
  async function reopenStream() {
    const response = await fetch(`${page}/stream?after=0`, { method: "HEAD" }).catch(() => null);
    if (response && response.status < 500 && response.status !== 429 && !response.ok) leave();
    else openStream();
  }

  // The clock. It follows the service's time, because the device's may be wrong.
  const endsAt = Date.parse(texts.ends) + Date.now() - Date.parse(texts.now);
  const announcements = new Map(texts.announcements.split("|").map((announcement) => {
    const [minutes, text] = announcement.split("=");
    return [minutes * 60, text];
  }));
  let secondsBefore = Infinity;

  function tick() {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0"));
    clock.textContent = (parts[0] === "00" ? parts.slice(1) : parts).join(":");
    for (const [at, text] of announcements) {
      if (seconds <= at && secondsBefore > at && secondsBefore < Infinity) announcer.textContent = text;
    }
    if (seconds === 0) warn(texts.timeUp);
    else if (seconds <= 120) warn(byId("time-warning").content.textContent);
    secondsBefore = seconds;
  }

  function warn(text) {
    if (warning.textContent !== text) updateAndScroll(() => { warning.textContent = text; });
  }

  // Start.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  answer.addEventListener("input", () => store(`${page}/draft`, answer.value));
  answer.addEventListener("keydown", (event) => {
    // Enter does not send while an input method composes a character, nor on touch keyboards, which lack Shift + Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey) return;
    event.preventDefault();
    submit();
  });
  retry.addEventListener("click", () => {
    answer.focus();
    send();
  });
  addEventListener("offline", () => showStatus(texts.offline));
  addEventListener("online", () => {
    showStatus(texts.online);
    send();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!answer.value) answer.value = load(`${page}/draft`) || "";
  root.classList.add("lively");
  byId("answer-hint").hidden = false;
  tick();
  setInterval(tick, 1000);
  openStream();
  send();
  scrollToEnd();
}

// An interview that is over leaves no data in the browser.
function clearStorage() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(STORAGE_PREFIX + location.pathname));
    keys.forEach((key) => localStorage.removeItem(key));
  } catch { /* Storage is disabled, so it holds nothing. */ }
}

showLocalTimes(document);
const root = document.querySelector("[data-interview]");
if (root) interview(root);
if ("over" in document.body.dataset) clearStorage();
