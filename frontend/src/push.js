// Numbers that update by themselves. The page that is seen holds one stream, hidden pages hold none and hear from it.
// body[data-push] is its address, body[data-push-person] whose numbers; [data-count="inbox"] shows a number;
// [data-room] is a part of a page that is asked for anew when its revision has changed;
// [data-push-newer] offers what is newer than a list; [data-push-status] is read out; [data-push-ended] says who is gone.
import { whenRead } from "./dom.js";

const FIRST_MS = 1_000; // the page has just been drawn with the numbers of now; in a room others act meanwhile
const POLL_MS = 60_000;
const SAY_MS = 30_000;

/** @typedef {Record<string, number>} Counts the numbers by name: "inbox", "messages" … */

/**
 * The number as `element` shows it: in the writing of the page's language, at most what it says.
 * @param {number} number
 * @param {HTMLElement} element
 */
export const shown = (number, element) => {
  const most = Number(element.dataset.countMost ?? Infinity);
  return number > most ? `${most}+` : number.toLocaleString(document.documentElement.lang);
};

export class Numbers {
  /** @param {HTMLElement} body */
  constructor(body) {
    this.person = body.dataset.pushPerson;
    this.address = new URL(body.dataset.push ?? "", location.href);
    this.newer = document.querySelector("[data-push-newer]");
    if (this.newer) this.address.searchParams.set("since", this.newer.dataset.since ?? "");
    const room = document.querySelector("[data-room]");
    if (room instanceof HTMLElement) this.address.searchParams.set("room", room.dataset.room ?? "");
    this.firstAfter = room ? 0 : FIRST_MS;
    this.title = document.title;
    /** @type {Counts} */
    this.counts = {};
    this.saidAt = -SAY_MS;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`tongban-numbers-${this.person}`);
      this.channel.addEventListener("message", ({ data }) => this.show(data));
    }
    for (const element of document.querySelectorAll("[data-count]")) {
      this.counts[element.dataset.count ?? ""] = Number(element.dataset.countNow);
    }
    this.entitle();
  }

  /** @param {number} delay in milliseconds */
  connect(delay) {
    this.disconnect();
    this.timer = setTimeout(() => this.open(), delay);
  }

  disconnect() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  open() {
    this.source = new EventSource(this.address);
    this.source.addEventListener("numbers", ({ data }) => this.told(JSON.parse(data)));
    this.source.addEventListener("ended", () => this.end("ended"));
    this.source.addEventListener("error", () => {
      // anything but an answer of our own ends an EventSource for good; ask why, in a way that tells
      if (this.source?.readyState === EventSource.CLOSED) this.ask();
    });
  }

  async ask() {
    this.disconnect();
    let answer = null;
    try {
      answer = await fetch(this.address, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        redirect: "manual",
      });
    } catch {
      // the server is away: ask again later
    }
    if (answer?.status === 401) return this.end("ended");
    if (answer?.status === 403) return; // something is asked of the person first, such as a new password
    if (answer?.ok) this.told(await answer.json());
    if (document.visibilityState === "visible") this.connect(POLL_MS);
  }

  /** @param {{ person: string, counts: Counts, newer?: number, room?: number | null }} message */
  told({ person, counts, newer, room }) {
    if (person !== this.person) return this.end("other");
    document.querySelector("[data-push-ended]")?.setAttribute("hidden", "");
    this.show(counts);
    this.channel?.postMessage(counts);
    if (this.newer) this.offer(newer ?? 0);
    if (room !== undefined && room !== null) this.renew(room);
  }

  /**
   * Have the part of the page asked for anew that is behind; what was missed meanwhile is in it, too.
   * @param {number} revision
   */
  renew(revision) {
    const room = document.querySelector("[data-room]");
    if (!(room instanceof HTMLElement) || Number(room.dataset.revision) === revision) return;
    room.dispatchEvent(new CustomEvent("room:changed"));
  }

  /** @param {Counts} counts */
  show(counts) {
    const before = this.counts;
    this.counts = { ...before, ...counts };
    for (const element of document.querySelectorAll("[data-count]")) {
      const number = this.counts[element.dataset.count ?? ""];
      if (number === undefined) continue;
      element.textContent = shown(number, element);
      element.hidden = number === 0 && !("countZero" in element.dataset);
    }
    this.entitle();
    this.say(before);
  }

  entitle() {
    const number = this.counts.inbox ?? this.counts.messages;
    document.title = number ? `(${number}) ${this.title}` : this.title;
  }

  /**
   * Read out what has come, not what has gone, and not each of many.
   * @param {Counts} before
   */
  say(before) {
    const status = document.querySelector("[data-push-status]");
    if (!status || performance.now() - this.saidAt < SAY_MS) return;
    const sentences = ["inbox", "messages"]
      .filter((name) => (this.counts[name] ?? 0) > (before[name] ?? Infinity))
      .map((name) => status.dataset[name]?.replace("{n}", String(this.counts[name])));
    if (!sentences.length) return;
    status.textContent = sentences.join(" ");
    this.saidAt = performance.now();
  }

  /** @param {number} number of things that are newer than the list */
  offer(number) {
    if (!this.newer) return;
    const words = number === 1 ? this.newer.dataset.one : this.newer.dataset.many;
    const text = this.newer.querySelector("[data-push-newer-text]");
    if (text) text.textContent = words?.replace("{n}", number < 100 ? String(number) : "99+") ?? "";
    this.newer.hidden = number === 0;
  }

  /** @param {"ended" | "other"} why */
  end(why) {
    this.disconnect();
    const hint = document.querySelector("[data-push-ended]");
    if (!hint) return;
    for (const sentence of hint.querySelectorAll("[data-why]")) sentence.hidden = sentence.dataset.why !== why;
    hint.hidden = false;
  }
}

function start() {
  if (!document.body.dataset.push || !("EventSource" in window)) return;
  const numbers = new Numbers(document.body);
  const seen = () => document.visibilityState === "visible";
  if (seen()) numbers.connect(numbers.firstAfter);
  document.addEventListener("visibilitychange", () => (seen() ? numbers.connect(0) : numbers.disconnect()));
  window.addEventListener("pagehide", () => numbers.disconnect());
  window.addEventListener("pageshow", ({ persisted }) => persisted && numbers.connect(0));
}

/** @param {Document} root */
export function install(root) {
  whenRead(root, start);
}
