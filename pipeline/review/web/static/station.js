// Keys, zoom and focus of the review station. Every action is a button that works by mouse and by
// Tab as well; this file only presses them. Nothing here builds markup from text.
"use strict";

(() => {
  const ZOOM_LIMITS = [0.25, 8];
  const LINE_HEIGHT = 42;
  const CROP_SCALES = [1, 3];
  let zoom = 1;

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- keys ---------------------------------------------------------------------------------
  function isComposing(event) {
    // 229 is what browsers report while an input method is at work.
    return event.isComposing || event.keyCode === 229;
  }

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  // While a decision is on its way, a second one would fall on a cell nobody has seen yet.
  function isBusy() {
    return one("#desk [hx-post].htmx-request") !== null;
  }

  function keyName(event) {
    if (event.key === "=" || event.code === "NumpadAdd") return "+";
    if (event.key === "_" || event.code === "NumpadSubtract") return "-";
    if (event.key === "？") return "?";
    return event.key.length === 1 ? event.key.toLowerCase() : event.key;
  }

  function editorKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      closeEditor();
    } else if (event.key === "Enter" && !event.shiftKey && event.target.id === "edit-text") {
      event.preventDefault();
      if (!isBusy()) one("#editor").requestSubmit();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target)) {
      editorKey(event);
      return;
    }
    if (one("dialog[open]")) return;
    if (moveInGrid(event)) return;
    const name = keyName(event);
    const isOnControl = event.target.closest("a, button, summary") !== null;
    if (isOnControl && (name === "Enter" || name === " ")) return;
    const button = all("[data-key]").find((candidate) => candidate.dataset.key === name);
    if (!button) return;
    event.preventDefault();
    const isDecision = button.hasAttribute("hx-post");
    if (!event.repeat && !(isDecision && isBusy())) button.click();
  });

  // --- editor and help ----------------------------------------------------------------------
  function openEditor() {
    const editor = one("#editor");
    editor.hidden = false;
    const field = one("#edit-text");
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function closeEditor() {
    const editor = one("#editor");
    if (!editor || editor.hidden) return;
    editor.reset();
    editor.hidden = true;
    one("#desk").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-edit], [data-cancel], [data-help], [data-close], [data-zoom]");
    if (!target) return;
    if ("edit" in target.dataset) openEditor();
    if ("cancel" in target.dataset) closeEditor();
    if ("help" in target.dataset) one("#help").showModal();
    if ("close" in target.dataset) target.closest("dialog").close();
    if ("zoom" in target.dataset) zoomBy(Number(target.dataset.zoom));
  });

  // --- zoom ---------------------------------------------------------------------------------
  function zoomBy(factor) {
    zoom = Math.min(ZOOM_LIMITS[1], Math.max(ZOOM_LIMITS[0], zoom * factor));
    applyZoom();
    centre();
  }

  function applyZoom() {
    all("[data-zoomable]").forEach((picture) => {
      const surface = picture.closest(".surface");
      const room = surface.clientWidth - 48;
      picture.style.width = `${Math.min(restingWidth(picture, room), room) * zoom}px`;
      picture.style.height = "auto";
    });
  }

  // A crop is enlarged until its writing has the size of the text beside it.
  function restingWidth(picture, room) {
    const { width, line } = picture.dataset;
    if (!width) return room;
    const scale = Math.min(CROP_SCALES[1], Math.max(CROP_SCALES[0], LINE_HEIGHT / Number(line)));
    return Number(width) * scale;
  }

  function centre() {
    const surface = one(".surface");
    const mark = surface && (one("[data-scroll-here]", surface) || one("rect.is-current", surface));
    if (!mark) return;
    const here = mark.getBoundingClientRect();
    const frame = surface.getBoundingClientRect();
    surface.scrollTop += here.top + here.height / 2 - frame.top - frame.height / 2;
    surface.scrollLeft += here.left + here.width / 2 - frame.left - frame.width / 2;
  }

  // --- the grid beside the page ---------------------------------------------------------------
  function selectCell(cell) {
    all(".is-current[data-number]").forEach((old) => old.classList.remove("is-current"));
    const number = cell.dataset.number;
    all(`[data-number="${CSS.escape(number)}"]`).forEach((part) => part.classList.add("is-current"));
    centre();
  }

  function moveInGrid(event) {
    const cell = event.target.closest("a.cell");
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (!cell || !(event.key in steps)) return false;
    const [down, right] = steps[event.key];
    const row = cell.closest("tr");
    let next = null;
    if (row && down) {
      const place = [...row.cells].indexOf(cell.closest("td"));
      const other = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      next = other && one("a.cell", other.cells[place]);
    } else {
      const cells = all("a.cell");
      next = cells[cells.indexOf(cell) + (down || right)];
    }
    event.preventDefault();
    if (next) next.focus();
    return true;
  }

  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest("a.cell");
    if (cell) selectCell(cell);
  });

  document.addEventListener("mousedown", (event) => {
    // The first click on a cell shows where it stands, the second one opens it.
    const cell = event.target.closest("a.cell");
    if (cell && !cell.classList.contains("is-current")) cell.dataset.justSelected = "yes";
    const place = event.target.closest("rect.place");
    if (place) {
      const twin = one(`a.cell[data-number="${CSS.escape(place.dataset.number)}"]`);
      if (twin) {
        event.preventDefault();
        twin.focus();
        twin.scrollIntoView({ block: "center" });
      }
    }
  });

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("a.cell");
    if (cell && cell.dataset.justSelected) {
      delete cell.dataset.justSelected;
      event.preventDefault();
    }
  });

  // --- after each exchange ----------------------------------------------------------------------
  function announce() {
    const notice = all("[data-announce]").pop();
    if (notice) one("#announce").textContent = notice.textContent;
  }

  function settle(target) {
    applyZoom();
    centre();
    announce();
    if (target && target.id === "desk") one("#desk").focus({ preventScroll: true });
  }

  function complain(text) {
    const trouble = one("#trouble");
    trouble.textContent = text;
    trouble.hidden = false;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target && event.detail.target.id === "desk") zoom = 1;
  });
  document.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) one("#trouble").hidden = true;
  });
  document.addEventListener("htmx:sendError", () => complain(one("#trouble").dataset.offline));
  document.addEventListener("htmx:responseError", () => complain(one("#trouble").dataset.refused));

  // --- dropping files ---------------------------------------------------------------------------
  all("[data-drop]").forEach((form) => {
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      one("input[type=file]", form).files = event.dataTransfer.files;
      form.requestSubmit();
    });
    form.addEventListener("change", () => form.requestSubmit());
    form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful) form.reset();
    });
  });

  window.addEventListener("resize", applyZoom);
  const current = one("a.cell[data-current]");
  if (current) {
    current.focus();
    current.scrollIntoView({ block: "center" });
  } else if (one("#desk") && !one("[autofocus]")) {
    one("#desk").focus({ preventScroll: true });
  }
  settle(null);
})();
