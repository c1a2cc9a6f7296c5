// Shows attachments in the page: pictures, PDF page by page, videos; what no browser shows is offered to be saved.
// Without a script the links open the file in a new window.
const READERS = { "application/pdf": showPdf, "video/mp4": showVideo };

let reading = null; // the promise of the PDF reader, fetched when the first document is opened

function load(address) {
  reading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.tongbanReader);
    script.onerror = () => { reading = null; reject(new Error("reader")); };
    document.head.append(script);
  });
  return reading;
}

async function showPdf(stage, link, dialog) {
  const { reader, worker, charmaps, fonts, textPage } = dialog.dataset;
  const { show } = await load(reader);
  return show(stage, link.href, { worker, charmaps, fonts, pageName: textPage });
}

function showVideo(stage, link) {
  const video = document.createElement("video");
  video.controls = true;
  video.src = link.href;
  stage.append(video);
}

function showPicture(stage, link) {
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.dataset.viewName;
  stage.append(picture);
}

function readerOf(type) {
  return type.startsWith("image/") ? showPicture : READERS[type];
}

async function show(dialog, links, index) {
  const link = links[index];
  const stage = dialog.querySelector("[data-viewer-stage]");
  dialog.dataset.index = index;
  dialog.querySelector("[data-viewer-name]").textContent = link.dataset.viewName;
  dialog.querySelector("[data-viewer-count]").textContent = links.length > 1 ? `${index + 1} / ${links.length}` : "";
  dialog.querySelector("[data-viewer-save]").href = link.dataset.viewSave;
  for (const [way, step] of [["previous", -1], ["next", 1]]) {
    dialog.querySelector(`[data-viewer-${way}]`).disabled = links[index + step] === undefined;
  }
  dialog.stop?.();
  dialog.stop = null;
  stage.replaceChildren();
  stage.scrollTop = 0;
  const note = dialog.querySelector("[data-viewer-note]");
  const reader = readerOf(link.dataset.viewType);
  note.textContent = reader ? dialog.dataset.textLoading : dialog.dataset.textCannot;
  if (!reader) return;
  const token = {};
  dialog.token = token;
  try {
    const stop = await reader(stage, link, dialog);
    if (dialog.token !== token) stop?.(); // the reader has gone on to another file meanwhile
    else { dialog.stop = stop; note.textContent = ""; }
  } catch {
    if (dialog.token === token) note.textContent = dialog.dataset.textFailed;
  }
}

const links = () => [...document.querySelectorAll("a[data-view]")];

function close(dialog) {
  dialog.token = null;
  dialog.stop?.();
  dialog.stop = null;
  dialog.querySelector("[data-viewer-stage]").replaceChildren();
}

// Everything is found when it is asked for: a task may come into the page beside its list.
export function install(root) {
  const step = (dialog, by) => {
    const index = Number(dialog.dataset.index) + by;
    if (links()[index]) show(dialog, links(), index);
  };
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-view]");
    const dialog = root.querySelector("dialog[data-viewer]");
    if (link && dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      dialog.showModal();
      show(dialog, links(), Math.max(links().findIndex((one) => one.href === link.href), 0));
      return;
    }
    const button = event.target.closest?.("dialog[data-viewer] button");
    if (!button) return;
    if (button.matches("[data-viewer-previous]")) step(dialog, -1);
    if (button.matches("[data-viewer-next]")) step(dialog, 1);
    if (button.matches("[data-viewer-close]")) dialog.close();
  });
  root.addEventListener("keydown", (event) => {
    const dialog = event.target.closest?.("dialog[data-viewer]");
    if (!dialog || event.target.closest("video")) return;
    if (event.key === "ArrowLeft") step(dialog, -1);
    if (event.key === "ArrowRight") step(dialog, 1);
  });
  root.addEventListener("close", (event) => event.target.matches?.("dialog[data-viewer]") && close(event.target), true);
}
