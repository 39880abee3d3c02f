// Room that only folded groups take is squeezed, so that what is left stands together in its order.

const TALLEST = 42; // of a folded group that stands alone
const GAP = 8;
const SIDES = [["x", "width"], ["y", "height"]];
const asTheyAre = (value) => value;
let onAxis = { x: asTheyAre, y: asTheyAre };
const whole = drawing.viewBox.baseVal;
const paper = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };

for (const element of [...elements.values(), ...edges.values()]) element.home = element.box;
for (const group of groups.values()) {
  group.frame = group.svg.querySelector("path, polygon");
  group.outline = group.frame.getAttribute("d");
  group.titles = [...group.svg.querySelectorAll("text")].map((text) => ({ text, box: text.getBBox() }));
}

const placed = ({ x, y }) => ({ x: onAxis.x(x), y: onAxis.y(y) });
const boxOf = (points) => {
  const [xs, ys] = ["x", "y"].map((axis) => points.map((point) => point[axis]));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
};

// Moves what keeps its size, by its middle.
function shift(svg, { x, y, width, height }) {
  const middle = { x: x + width / 2, y: y + height / 2 };
  const there = placed(middle);
  const [right, down] = [there.x - middle.x, there.y - middle.y];
  if (right || down) svg.setAttribute("transform", `translate(${right} ${down})`);
  else svg.removeAttribute("transform");
  return { x: x + right, y: y + down, width, height };
}

// A path whose points are where they belong now.
function bent(course) {
  if (onAxis.x === asTheyAre && onAxis.y === asTheyAre) return course;
  return course.replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, x, y) =>
    `${onAxis.x(Number(x)).toFixed(2)},${onAxis.y(Number(y)).toFixed(2)}`);
}

// Where each place on an axis goes: what is seen keeps its size, and what only folded groups cover
// shrinks to what their titles need.
function squeezed(axis, size) {
  const span = ({ [axis]: from, [size]: length }) => ({ from, to: from + length });
  const seen = [...vertices.values()].filter(({ cover }) => !cover).map(({ home }) => span(home));
  const open = [...edges.values()].filter(({ tail, head }) => !tail.cover || !head.cover);
  const texts = open.flatMap((edge) => edge.texts.map(({ box }) => span(box)));
  const fixed = [];
  for (const { from, to } of [...seen, ...texts].sort((a, b) => a.from - b.from)) {
    const last = fixed.at(-1);
    if (last && from - GAP <= last.to) last.to = Math.max(last.to, to + GAP);
    else fixed.push({ from: from - GAP, to: to + GAP });
  }
  const folded = [...groups.values()].filter((group) => group.folded && !group.cover);
  if (!folded.length) return asTheyAre;
  const covered = (spans, { from, to }) =>
    spans.reduce((sum, s) => sum + Math.max(0, Math.min(s.to, to) - Math.max(s.from, from)), 0);
  const shrinking = folded.map((group) => {
    const { from, to } = span(group.home);
    const least = axis === "y" ? TALLEST : Math.min(Math.max(14 * group.titleLength + 24, 100), 220);
    const rigid = covered(fixed, { from, to });
    const share = Math.min(1, Math.max(0, (least - rigid) / Math.max(1, to - from - rigid)));
    return { from, to, share };
  });
  const ends = [...fixed, ...shrinking].flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
  const places = [{ at: ends[0], to: ends[0] }];
  for (const end of ends.slice(1)) {
    const { at, to } = places.at(-1);
    const middle = (at + end) / 2;
    const covers = (part) => part.from < middle && middle < part.to;
    const over = fixed.some(covers) ? [] : shrinking.filter(covers);
    const share = over.length ? Math.max(...over.map((part) => part.share)) : 1;
    places.push({ at: end, to: to + share * (end - at) });
  }
  return (value) => {
    let [low, high] = [0, places.length - 1];
    if (value <= places[low].at) return value;
    if (value >= places[high].at) return value - places[high].at + places[high].to;
    while (high - low > 1) {
      const half = (low + high) >> 1;
      if (places[half].at <= value) low = half;
      else high = half;
    }
    const [a, b] = [places[low], places[high]];
    return a.to + ((value - a.at) * (b.to - a.to)) / (b.at - a.at || 1);
  };
}

function squeeze() {
  onAxis = Object.fromEntries(SIDES.map(([axis, size]) => [axis, squeezed(axis, size)]));
  for (const vertex of vertices.values()) vertex.box = shift(vertex.svg, vertex.home);
  for (const group of groups.values()) {
    const { x, y, width, height } = group.home;
    group.box = boxOf([placed({ x, y }), placed({ x: x + width, y: y + height })]);
    if (group.outline) group.frame.setAttribute("d", bent(group.outline));
    for (const { text, box } of group.titles) shift(text, box);
    const halo = { x: group.box.x - 3, y: group.box.y - 3 };
    Object.assign(halo, { width: group.box.width + 6, height: group.box.height + 6 });
    for (const [key, value] of Object.entries(halo)) {
      group.svg.querySelector(".halo").setAttribute(key, value);
    }
  }
  for (const edge of edges.values()) edge.box = boxOf([placed(edge.home), placed({
    x: edge.home.x + edge.home.width,
    y: edge.home.y + edge.home.height,
  })]);
  const { x, y, width, height } = paper;
  const [from, to] = [{ x, y }, { x: x + width, y: y + height }].map((corner) => {
    const there = placed({ x: corner.x - offset.e, y: corner.y - offset.f });
    return { x: there.x + offset.e, y: there.y + offset.f };
  });
  drawing.setAttribute("viewBox", `${from.x} ${from.y} ${to.x - from.x} ${to.y - from.y}`);
  measure();
}
