import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { json, open, server, settle } from "./page.js";

open("");
const { catchUp, draftOf, install } = await import("../src/autosave.js");

const FORM = `
  <form id="f" data-autosave="/drafts/1" data-text-saving="Saving" data-text-saved="Saved {time}" data-text-failed="Failed"
    data-text-offline="Offline" data-text-expired="Signed out" data-text-conflict="Changed elsewhere"
    data-text-sign-in="Sign in" data-text-reload="Load">
    <input type="hidden" name="revision" value="1" data-revision>
    <div class="form-fields"><input name="name" value=""></div>
    <p data-autosave-status></p>
  </form>`;

let form, status, field;

/** Type as a person does: every letter is an input. */
function type(text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function wait(milliseconds) {
  mock.timers.tick(milliseconds);
  await settle();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const document = open(FORM);
  document.body.dataset.signIn = "/account";
  form = document.querySelector("form");
  status = document.querySelector("[data-autosave-status]");
  field = document.querySelector("[name=name]");
  install(document);
});

test("one request is sent when somebody pauses, with what was typed last", async () => {
  const asked = server(json({ revision: 2, saved_at: "10:00" }));
  type("云");
  await wait(1000);
  type("云端");
  await wait(1000);
  assert.equal(asked.length, 0);
  assert.equal(form.dataset.unsaved, "true");
  await wait(300);
  assert.equal(form.dataset.unsaved, undefined);
  assert.deepEqual(asked, [
    {
      url: "/drafts/1",
      method: "POST",
      fields: [
        ["revision", "1"],
        ["name", "云端"],
      ],
    },
  ]);
  assert.equal(status.textContent, "Saved 10:00");
  assert.equal(form.querySelector("[data-revision]").value, "2");
});

test("what was typed while a request ran is sent with the revision that it brought", async () => {
  let answer;
  const asked = server(json({ revision: 3, saved_at: "10:01" }));
  const second = globalThis.fetch;
  globalThis.fetch = async () => {
    globalThis.fetch = second;
    return new Promise((resolve) => (answer = resolve));
  };
  type("一");
  await wait(1300);
  type("一二");
  await wait(1300);
  assert.equal(asked.length, 0);
  answer(json({ revision: 2, saved_at: "10:00" }));
  await settle();
  assert.deepEqual(asked[0].fields, [
    ["revision", "2"],
    ["name", "一二"],
  ]);
});

test("without a connection it is tried again", async () => {
  const asked = server(new Error("offline"), json({ revision: 2, saved_at: "10:00" }));
  type("云");
  await wait(1300);
  assert.deepEqual([status.textContent, status.dataset.state], ["Offline", "failed"]);
  await wait(8000);
  assert.equal(asked.length, 2);
  assert.deepEqual([status.textContent, status.dataset.state], ["Saved 10:00", "fine"]);
});

test("who was signed out is led to the sign-in and nothing is lost", async () => {
  const asked = server(json({}, 401), json({ revision: 2, saved_at: "10:00" }));
  type("云");
  await wait(1300);
  assert.equal(status.querySelector("a").getAttribute("href"), "/account");
  window.dispatchEvent(new Event("focus"));
  await settle();
  assert.equal(asked.length, 2);
  assert.equal(status.textContent, "Saved 10:00");
});

test("a page that alone keeps what was typed asks before it is left, unless the form is sent", async () => {
  const asks = () => {
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
  };
  server(json({}, 401), json({ revision: 2, saved_at: "10:00" }));
  type("云");
  assert.ok(!asks(), "it is being saved");
  await wait(1300);
  assert.ok(asks());
  form.addEventListener("submit", (event) => event.preventDefault(), { once: true });
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  assert.ok(asks(), "it was not sent after all");
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  assert.ok(!asks());
  delete form.dataset.leaves;
  window.dispatchEvent(new Event("focus"));
  await settle();
  assert.ok(!asks(), "signed in again, it was saved");
});

test("after a change in another window nothing is sent any more", async () => {
  const asked = server(json({}, 409));
  type("云");
  await wait(1300);
  type("云端");
  await wait(60_000);
  assert.equal(asked.length, 1);
  assert.match(status.textContent, /Changed elsewhere/);
});

test("what is refused as it is says why, and the next change is tried again", async () => {
  const asked = server(json({ detail: "Not well-formed" }, 422), json({ revision: 2, saved_at: "10:00" }));
  type("<a");
  await wait(60_000);
  assert.equal(asked.length, 1);
  assert.deepEqual([status.textContent, status.dataset.state], ["Not well-formed", "failed"]);
  type("<a/>");
  await wait(1300);
  assert.deepEqual([asked.length, status.textContent], [2, "Saved 10:00"]);
});

test("a form that was handed in has no draft", async () => {
  const asked = server();
  type("云");
  form.dataset.sent = "true";
  await wait(2000);
  assert.deepEqual(asked, []);
});

test("a choice draws the fields anew, but not over what is being typed", async () => {
  const asked = server(json({ revision: 2, saved_at: "10:00", html: '<input name="name"><input name="more">' }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await wait(200);
  assert.deepEqual(asked[0].fields.at(-1), ["_refresh", "1"]);
  assert.ok(form.querySelector("[name=more]"));
});

test("what saves the form too begins after the save under way and before the next one", async () => {
  let answered;
  const asked = server(new Promise((resolve) => (answered = resolve)), json({ revision: 4, saved_at: "10:01" }));
  type("云");
  await wait(1300);
  const told = [];
  const pressed = draftOf(form).alone(async () => told.push(form.querySelector("[data-revision]").value));
  type("云端");
  await wait(1300);
  assert.deepEqual([asked.length, told], [1, []]);
  answered(json({ revision: 3, saved_at: "10:00" }));
  await pressed;
  await settle();
  assert.deepEqual([asked.length, told], [2, ["3"]]);
});

const press = (button) => button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
const answered = () => {
  let answer;
  return [new Promise((resolve) => (answer = resolve)), (body) => answer(json(body))];
};

test("a form that is handed in while it is being saved waits, and goes with the revision that comes back", async () => {
  form.insertAdjacentHTML("beforeend", '<button name="action" value="submit">Send</button>');
  const [saving, answer] = answered();
  server(saving);
  const sent = [];
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push([form.querySelector("[data-revision]").value, event.submitter?.value]);
  });
  type("云");
  await wait(1300);
  const button = form.querySelector("button");
  press(button);
  press(button);
  await settle();
  assert.deepEqual(sent, []);
  assert.ok(button.classList.contains("btn-loading"));
  answer({ revision: 2, saved_at: "10:00" });
  await settle();
  assert.deepEqual(sent, [["2", "submit"]]);
});

test("a form that nobody is saving is handed in at once", () => {
  form.insertAdjacentHTML("beforeend", "<button>Send</button>");
  let sent = 0;
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    sent += 1;
  });
  draftOf(form);
  press(form.querySelector("button"));
  assert.equal(sent, 1);
});

test("who leaves while the form is being saved says what was typed last, whatever revision that save brings", async () => {
  const [saving] = answered();
  server(saving);
  const beacons = [];
  const sendBeacon = (url, body) => beacons.push([url, [...body.keys()]]);
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon }, configurable: true });
  type("一");
  await wait(1300);
  type("一二");
  window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(beacons.at(-1), ["/drafts/1", ["name"]]);
});

test("a page that answers a form gets the address where the draft is shown: reloaded, it sends nothing", () => {
  const page = open(FORM.replace("data-text-saving", 'data-page="/services/grant" data-answered data-text-saving'), {
    url: "https://tongban.example/tasks/1",
  });
  install(page);
  assert.equal(location.pathname, "/services/grant");
});

test("what only a draft would keep stays where it is sent again", () => {
  const page = open(FORM.replace("data-text-saving", 'data-page="/services/grant" data-text-saving'), {
    url: "https://tongban.example/tasks/1",
  });
  install(page);
  assert.equal(location.pathname, "/tasks/1");
});

test("a page that overtook the last save is read once more", () => {
  const sendBeacon = () => true;
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon }, configurable: true });
  type("abc");
  window.dispatchEvent(new Event("pagehide"));
  let reloads = 0;
  Object.defineProperty(globalThis, "location", { value: { reload: () => reloads++ }, configurable: true });
  catchUp(document);
  assert.equal(reloads, 1, "the page has the revision that was left behind");
  catchUp(document);
  assert.equal(reloads, 1, "once only");
});

test("another file of the same draft that overtook the last save is read once more, one of another is not", () => {
  const sendBeacon = () => true;
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon }, configurable: true });
  const file = (/** @type {string} */ draft, /** @type {string} */ url) =>
    FORM.replace("data-text-saving", `data-kept-in="${draft}" data-text-saving`).replace("/drafts/1", url);
  const left = open(file("one", "/studio/one/a"));
  install(left);
  left.querySelector("[name=name]").dispatchEvent(new Event("input", { bubbles: true }));
  window.dispatchEvent(new Event("pagehide"));
  const revision = window.sessionStorage.getItem("left:one");
  let reloads = 0;
  const reached = (/** @type {string} */ draft) => {
    const page = open(file(draft, `/studio/${draft}/b`));
    window.sessionStorage.setItem("left:one", revision);
    Object.defineProperty(globalThis, "location", { value: { reload: () => reloads++ }, configurable: true });
    catchUp(page);
  };
  reached("two");
  assert.equal(reloads, 0);
  reached("one");
  assert.equal(reloads, 1);
});
