// Folding: a group becomes one box in its place, and what is left moves together.

const SIDE = 6; // between a title and the frame
const pen = document.createElement("canvas").getContext("2d");
const { fontFamily } = getComputedStyle(drawing);

// How long a text is, in sizes of its letters.
function lengthOf(text, weight) {
  pen.font = `${weight} 100px ${fontFamily}`;
  return pen.measureText(text).width / 100;
}

for (const group of groups.values()) {
  const [title = words.module] = lined(group);
  Object.assign(group, { title, titleLength: lengthOf(title, "bold") });
  group.handle = shape("g", { class: "handle", tabindex: "0", role: "button" });
  group.handle.append(shape("circle", { r: 6.5 }), shape("path", { d: "M-3,0H3" }));
  group.handle.append(shape("path", { class: "upright", d: "M0,-3V3" }));
  group.summary = shape("text", { class: "summary" });
  group.svg.append(group.summary, group.handle);
}

// Where a handle is, from its middle, on the corner of its group.
const cornerOf = ({ x, y, width }) => ({ x: x + width - 10, y });
const handleOf = (handle) => {
  const { x, y } = cornerOf(groups.get(handle.closest(".cluster").id).box);
  return { box: { x: x - 9, y: y - 9, width: 18, height: 18 } };
};

// The title and the contents of a group, where it stands now.
function write({ box, members, title, titleLength, handle, summary }) {
  const { x, y, width, height } = box;
  const corner = cornerOf(box);
  handle.setAttribute("transform", `translate(${corner.x} ${corner.y})`);
  const room = width - 2 * SIDE;
  const size = Math.max(6, Math.min(16, width / 6, height / 3, room / titleLength));
  let shown = title; // smaller first, then clipped
  while (shown.length > 3 && size * lengthOf(shown, "bold") > room) {
    shown = clip(title, shown.length - 1);
  }
  const parameters = members.filter(({ kind }) => kind === "parameter").length;
  const nodes = counted(members.length, "node");
  const contents = parameters ? `${nodes}, ${counted(parameters, "parameter")}` : nodes;
  summary.setAttribute("y", y + height / 2);
  summary.setAttribute("font-size", size);
  const row = (text, attributes) => shape("tspan", { x: x + width / 2, ...attributes }, text);
  const small = Math.min(size * 0.75, room / lengthOf(contents, "normal"));
  summary.replaceChildren(
    row(shown, { dy: "-0.1em" }),
    row(contents, { dy: "1.3em", "font-size": small }),
  );
}

function toggle(group) {
  group.folded = !group.folded;
  holding(group, refold);
  if (group.folded) bring(group);
}

function foldWhere(folds) {
  for (const group of groups.values()) group.folded = folds(group);
  moved = false;
  refold();
}

function refold() {
  const coverOf = (outer) => outer && (outer.cover ?? (outer.folded ? outer : undefined));
  for (const element of elements.values()) {
    // A group comes before those in it and all groups before vertices, so it knows its own cover.
    element.cover = coverOf(groups.get(element.members ? element.parent : element.group));
    element.svg.classList.toggle("hidden", Boolean(element.cover));
  }
  for (const { folded, svg, handle, title } of groups.values()) {
    svg.classList.toggle("folded", folded);
    const does = say(folded ? "unfold" : "fold", { a: clip(title, 100) });
    handle.setAttribute("aria-label", does);
    handle.setAttribute("aria-expanded", String(!folded));
  }
  squeeze();
  for (const group of groups.values()) write(group);
  for (const edge of edges.values()) route(edge);
  for (const [why, element] of Object.entries(attention)) {
    if (element) attention[why] = why === "pinned" ? visible(element) : null;
  }
  if (attention.pinned?.members && !attention.pinned.folded) attention.pinned = null;
  look();
  goToStep(now);
  remember();
}

// An edge into or out of a folded group is cut where it crosses the frame; its head moves there.
function route(edge) {
  const { path, arrow, course, tail, head, svg, around } = edge;
  const inside = tail.cover && tail.cover === head.cover;
  svg.classList.toggle("hidden", Boolean(inside));
  if (!path || inside) return;
  const boxes = [tail, head].filter(({ cover }) => cover).map(({ cover }) => cover.home);
  for (const { text, box } of edge.texts) {
    const at = { x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")) };
    text.classList.toggle("hidden", boxes.some((home) => within(home, at)));
    shift(text, box);
  }
  const points = pointsOf(course);
  const isIn = (vertex) => (at) => vertex.cover && within(vertex.cover.home, at);
  const start = points.findLastIndex(isIn(tail));
  const stop = points.findIndex((at, i) => i > start && isIn(head)(at));
  const kept = points.slice(start + 1, stop < 0 ? undefined : stop);
  if (start >= 0 && start + 1 < points.length) {
    kept.unshift(border(points[start], points[start + 1], tail.cover.home));
  }
  if (stop > 0) kept.push(border(points[stop], points[stop - 1], head.cover.home));
  const line = kept.map(placed);
  if (head.cover && arrow) moveHead(arrow, points.at(-1), line);
  else if (arrow) shift(arrow, arrow.home ??= boxOf([...arrow.points]));
  const drawnLine = () => `M${line.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`;
  const way = boxes.length ? drawnLine() : bent(course);
  for (const line of [path, ...around]) line.setAttribute("d", way);
}

const within = ({ x, y, width, height }, at) =>
  at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;

// Points along a course, which Graphviz writes as a start and then
// Bézier curves of three points each.
function pointsOf(course) {
  const numbers = course.match(/-?[\d.]+/g).map(Number);
  const at = (i) => ({ x: numbers[2 * i], y: numbers[2 * i + 1] });
  const points = [at(0)];
  for (let i = 0; 2 * i + 7 < numbers.length; i += 3) {
    for (let t = 0.05; t < 1.01; t += 0.05) {
      const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      const sum = (axis) => weights.reduce((total, w, k) => total + w * at(i + k)[axis], 0);
      points.push({ x: sum("x"), y: sum("y") });
    }
  }
  return points;
}

// Where the way from inside a box to outside of it crosses the frame.
function border(inside, outside, box) {
  let [near, far] = [inside, outside];
  for (let i = 0; i < 12; i++) {
    const half = { x: (near.x + far.x) / 2, y: (near.y + far.y) / 2 };
    if (within(box, half)) near = half;
    else far = half;
  }
  return far;
}

// Moves an arrow head from where its line ended to where the line ends now, and shortens the line.
function moveHead(arrow, end, line) {
  const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  const angle = (from, to) => Math.atan2(to.y - from.y, to.x - from.x);
  const tip = [...arrow.points].reduce((a, b) => (apart(b, end) > apart(a, end) ? b : a));
  const [newTip, length] = [line.at(-1), apart(tip, end)];
  while (line.length > 1 && apart(line.at(-1), newTip) < length) line.pop();
  const heading = angle(line.at(-1), newTip);
  const turn = ((heading - angle(end, tip)) * 180) / Math.PI;
  const x = newTip.x - length * Math.cos(heading);
  const y = newTip.y - length * Math.sin(heading);
  const there = `translate(${x} ${y}) rotate(${turn})`;
  arrow.setAttribute("transform", `${there} translate(${-end.x} ${-end.y})`);
  line.push({ x, y });
}

stage.addEventListener("click", ({ target }) => {
  if (target.closest(".handle")) toggle(groups.get(target.closest(".cluster").id));
});
stage.addEventListener("dblclick", ({ target }) => {
  const group = groups.get(target.closest(".cluster")?.id);
  if (group && !target.closest(".handle")) toggle(group);
});

// The address says what is folded, so that a link shows the same.
function remember() {
  const folded = [...groups.values()].filter((group) => group.folded).map(({ id }) => id);
  const hash = folded.length ? `#fold=${folded.join(",")}` : "";
  if (location.hash === hash) return;
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch {
    // A page inside another may have no address of its own.
  }
}

function recall() {
  const folded = new URLSearchParams(location.hash.slice(1)).get("fold")?.split(",") ?? [];
  foldWhere(({ id }) => folded.includes(id));
}
