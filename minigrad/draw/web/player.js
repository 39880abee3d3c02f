// The player: forward, then backward, one step at a time, with the numbers as they are computed.

const PAUSE = 1600; // milliseconds from step to step
const NOTE = { size: 8, width: 4.85, lines: 3, letters: 30, fewest: 5, overlap: 3 };

const { steps } = picture;
const slider = find("slider");
const notes = shape("g", { class: "notes" });
graph.append(notes);
let now = 0; // how many steps are done; 0 shows the whole picture at rest
let known = new Map(); // by vertex, the value and the gradient that it holds at this step
let timer = 0;

// When a vertex first receives, or an edge is first passed: forward and backward.
const firsts = { forward: new Map(), backward: new Map() };
// By vertex, which of value and gradient the steps compute.
const parts = new Map();
const phaseOf = (step) => (!step ? "rest" : step.backward ? "backward" : "forward");

for (const [at, step] of steps.entries()) {
  const [id] = step.vertices;
  const first = firsts[phaseOf(step)];
  for (const reached of [id, ...step.edges]) if (!first.has(reached)) first.set(reached, at);
  if (!parts.has(id)) parts.set(id, new Set());
  for (const part of ["value", "gradient"]) if (step[part]) parts.get(id).add(part);
}

function receiver() {
  const vertex = vertices.get(steps[now - 1]?.vertices[0]);
  return vertex ? visible(vertex) : null;
}

function computedSoFar({ id }) {
  const asked = now ? [...(parts.get(id) ?? [])] : [];
  return Object.fromEntries(asked.map((part) => [part, known.get(id)?.[part]]));
}

function goToStep(target) {
  now = Math.min(Math.max(target, 0), steps.length);
  const step = steps[now - 1];
  const phase = phaseOf(step);
  known = new Map();
  for (const { vertices: [id], value, gradient } of steps.slice(0, now)) {
    const before = known.get(id);
    known.set(id, { value: value ?? before?.value, gradient: gradient ?? before?.gradient });
  }
  drawing.dataset.phase = find("player").dataset.phase = phase;
  drawing.classList.toggle("playing", Boolean(step));
  const happens = new Set(step ? [...step.vertices, ...step.edges] : []);
  for (const { id, svg } of [...vertices.values(), ...edges.values()]) {
    svg.classList.toggle("waiting", firsts[phase]?.get(id) >= now);
    svg.classList.toggle("now", happens.has(id));
    svg.classList.toggle("receives", step?.vertices[0] === id);
  }
  for (const { svg, members } of groups.values()) {
    svg.classList.toggle("now", members.some(({ id }) => happens.has(id)));
  }
  notes.replaceChildren(...allNotes(step));
  notes.append(...notes.querySelectorAll(".fresh")); // on top of the others
  slider.value = now;
  slider.setAttribute("aria-valuetext", step ? say("at step", { phase: words[phase], now }) : words["whole picture"]);
  const n = steps.length;
  find("count").textContent = step
    ? say("step of", { phase: words[phase], now, n })
    : say("number of steps", { n });
  const lines = step?.lines ?? [words[steps[0]?.backward ? "press play, backward" : "press play"]];
  find("lines").replaceChildren(...lines.map((line) => tag("p", "", line)));
  attend();
}

// What is known stands by its vertex: values above, gradients below where nothing else stands.
function* allNotes(step) {
  for (const [id, computed] of known) {
    const vertex = vertices.get(id);
    if (!vertex || vertex.cover) continue;
    for (const part of ["value", "gradient"]) {
      const fresh = step.vertices[0] === id && step[part];
      if (computed[part]) yield noteOf(vertex, part, computed[part], fresh);
    }
  }
}

// How many letters a note may have without covering the notes of its neighbours.
function lettersBeside(vertex) {
  vertex.letters ??= (() => {
    const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
    const [x, y] = middle(vertex);
    const others = [...vertices.values()].filter(({ beside }) => !beside);
    const apart = others.map((other) => {
      const [otherX, otherY] = middle(other);
      const rows = (vertex.box.height + other.box.height) / 2 + 2 * (NOTE.size + 4);
      return other !== vertex && Math.abs(otherY - y) < rows ? Math.abs(otherX - x) : Infinity;
    });
    return Math.floor((Math.min(...apart) - 9) / NOTE.width);
  })();
  return vertex.letters;
}

// A number that is cut off would be another one: its last digits go first, then whole entries.
const NUMBER = /-?\d+(\.\d+)?(e[-+]?\d+)?/g;

function rounded(text, digits) {
  const number = Number(text);
  const ways = [String(Number(number.toPrecision(digits))), number.toExponential(digits - 1)];
  return [text, ...ways].reduce((a, b) => (b.length < a.length ? b : a));
}

function shortened(text, longest) {
  if (text.length <= longest) return text;
  if (!text.match(NUMBER)) return clip(text, longest);
  const shorter = [3, 2, 1].map((digits) => text.replace(NUMBER, (n) => rounded(n, digits)));
  const fitting = shorter.find((line) => line.length <= longest);
  const entries = shorter.at(-1).split(", ");
  if (fitting || entries.length === 1) return fitting ?? shorter.at(-1);
  while (entries.length > 1 && entries.join(", ").length + 3 > longest) entries.pop();
  return `${entries.join(", ")}, …`;
}

function noteOf(vertex, part, all, fresh) {
  const { id, box } = vertex;
  const word = part === "gradient" ? `${words.grad} ` : "";
  const room = fresh ? NOTE.letters : Math.min(lettersBeside(vertex) - word.length, NOTE.letters);
  const lines = all.join("\n").split("\n").map((line) => shortened(line, Math.max(room, NOTE.fewest)));
  if (lines.length > NOTE.lines) lines.splice(NOTE.lines, Infinity, "…");
  const letters = (line) => [...line].reduce((sum, c) => sum + (c > "\u2e80" ? 1.7 : 1), 0);
  const longest = Math.max(...lines.map((line, i) => letters(i ? line : word + line)));
  const [width, height] = [NOTE.width * longest + 7, (NOTE.size + 2) * lines.length + 2];
  const x = box.x + box.width / 2;
  const above = box.y - height + NOTE.overlap;
  const y = part === "value" || vertex.crowdedBelow ? above : box.y + box.height - NOTE.overlap;
  const text = shape("text");
  for (const [i, line] of lines.entries()) {
    const row = shape("tspan", { x, y: y + (NOTE.size + 2) * (i + 1) - 1.2 }, line);
    if (!i && word) row.prepend(shape("tspan", { class: "word" }, word));
    text.append(row);
  }
  const note = shape("g", { class: `note ${part}${fresh ? " fresh" : ""}`, "data-of": id });
  note.append(shape("rect", { x: x - width / 2, y, width, height, rx: 3 }), text);
  return note;
}

function move(target) {
  goToStep(target);
  if (receiver()) bring(receiver(), !moved);
}

function step(by) {
  pause();
  move(now + by);
}

function pause() {
  clearTimeout(timer);
  timer = 0;
  find("play").textContent = words.play;
}

function play() {
  if (!steps.length) return;
  if (timer) {
    pause();
    return;
  }
  if (now === steps.length) goToStep(0);
  find("play").textContent = words.pause;
  const next = () => {
    move(now + 1);
    timer = setTimeout(next, PAUSE / Number(find("speed").value));
    if (now === steps.length) pause();
  };
  next();
}

find("player").hidden = !steps.length;
slider.max = steps.length;
slider.addEventListener("input", () => step(Number(slider.value) - now));

// The track above the slider: half a step of rest, then a piece for each phase.
const turning = steps.findIndex(({ backward }) => backward);
const forwardSteps = turning < 0 ? steps.length : turning;
for (const [phase, length, text] of [
  ["rest", 0.5, ""],
  ["forward", forwardSteps, words["→ forward"]],
  ["backward", steps.length - forwardSteps, words["backward ←"]],
]) {
  const piece = tag("span", phase, text);
  piece.style.flex = length;
  if (length) find("parts").append(piece);
}
