// Zoom and pan: by wheel, fingers, keys and buttons.

const WHOLE = 0.97; // shows all, with a margin
const LARGEST = 2.2; // a small picture is not blown up beyond this
const READABLE = 0.9; // below this size a search, and the player at its start, zoom in
const LEGIBLE = 0.2; // below this size text is left out: thousands of words cost time to draw

const view = { x: 0, y: 0, scale: 1 }; // in units of the drawing; 0, 0, 1 fills the window
const camera = shape("g", { class: "camera" });
camera.append(...drawing.children);
drawing.append(camera);
const offset = graph.transform.baseVal.consolidate()?.matrix ?? new DOMMatrix();
let lens; // how the drawing lies on the screen: read when that changes, not at each event
let moved = false;

const onDrawing = (x, y) => new DOMPoint(x, y).matrixTransform(lens.matrix);
const middle = () => ({ x: (lens.from.x + lens.to.x) / 2, y: (lens.from.y + lens.to.y) / 2 });

function measure() {
  const matrix = drawing.getScreenCTM();
  if (!matrix?.a) return;
  const { left, top, right, bottom } = stage.getBoundingClientRect();
  lens = { matrix: matrix.inverse(), scale: matrix.a };
  lens.from = onDrawing(left, top);
  lens.to = onDrawing(right, bottom);
  if (moved) return;
  fit();
  // A picture that is too large to be seen whole opens at its output.
  const output = [...vertices.values()].find(({ root }) => root);
  if (output && view.scale * lens.scale < LEGIBLE) bring(visible(output), true);
}

function place(glide) {
  camera.classList.toggle("gliding", glide);
  drawing.classList.toggle("far", view.scale * lens.scale < LEGIBLE);
  camera.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
}

function fit(glide = false) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  view.scale = Math.min(WHOLE, (LARGEST * rem) / lens.scale);
  view.x = (1 - view.scale) * middle().x;
  view.y = (1 - view.scale) * middle().y;
  moved = false;
  place(glide);
}

function zoom(factor, point, glide = false) {
  const before = view.scale;
  view.scale = Math.min(Math.max(before * factor, 0.25), Math.max(1, 12 / lens.scale));
  view.x = point.x - ((point.x - view.x) * view.scale) / before;
  view.y = point.y - ((point.y - view.y) * view.scale) / before;
  moved = true;
  place(glide);
}

function pan(x, y, glide = false) {
  view.x += x / lens.scale;
  view.y += y / lens.scale;
  moved = true;
  place(glide);
}

// Moves an element to the middle where it is not wholly inside the window.
function bring({ box }, closer = false) {
  const shown = view.scale * lens.scale;
  if (closer && shown < READABLE) zoom(1 / shown, middle());
  const x = view.x + view.scale * (offset.e + box.x + box.width / 2) - middle().x;
  const y = view.y + view.scale * (offset.f + box.y + box.height / 2) - middle().y;
  const inside = (at, size, room) =>
    Math.abs(at) + Math.min(view.scale * size, room / 2) / 2 < room / 2;
  const { from, to } = lens;
  if (inside(x, box.width, to.x - from.x) && inside(y, box.height, to.y - from.y)) return;
  pan(-x * lens.scale, -y * lens.scale, true);
}

// Changes what is drawn; letters keep their size, and a group its upper right corner on the screen,
// with its handle. Where all fits so, all is shown.
function holding(group, change) {
  const size = view.scale * lens.scale;
  const corner = () => ({ x: offset.e + group.box.x + group.box.width, y: offset.f + group.box.y });
  const before = corner();
  const at = new DOMPoint(view.x + view.scale * before.x, view.y + view.scale * before.y);
  const onScreen = at.matrixTransform(lens.matrix.inverse());
  const least = moved ? size : LEGIBLE;
  moved = true;
  change();
  if (WHOLE * lens.scale >= least) {
    fit();
    return;
  }
  view.scale = size / lens.scale;
  const there = onDrawing(onScreen.x, onScreen.y);
  view.x = there.x - view.scale * corner().x;
  view.y = there.y - view.scale * corner().y;
  place(false);
}

new ResizeObserver(measure).observe(stage);

stage.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? 16 : 1);
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a pinch on a touch pad comes with ctrlKey
    zoom(Math.exp(-pixels * speed), onDrawing(event.clientX, event.clientY));
  },
  { passive: false },
);

const fingers = new Map();
let dragged = false;

stage.addEventListener("pointerdown", (event) => {
  if (event.button > 0) return;
  if (!fingers.size) dragged = false;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});

stage.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const now = { x: event.clientX, y: event.clientY };
  if (!dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
  if (!dragged) stage.setPointerCapture(event.pointerId);
  dragged = true;
  fingers.set(event.pointerId, now);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (!other) {
    pan(now.x - before.x, now.y - before.y);
    return;
  }
  const apart = (finger) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
  pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  zoom(apart(now) / apart(before), onDrawing((now.x + other.x) / 2, (now.y + other.y) / 2));
});

for (const end of ["pointerup", "pointercancel"]) {
  stage.addEventListener(end, (event) => fingers.delete(event.pointerId));
}
