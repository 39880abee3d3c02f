// Python (Pyodide) and Graphviz (viz.js), away from the page, which stays usable and can end both.
// The page sends `{ settings, program }`; what comes back is an object with its `kind`.

let python; // a promise: Python is started once

onmessage = async ({ data: { settings, program } }) => {
  try {
    python ??= start(settings);
    await run(await python, program);
  } catch (error) {
    // What this file refuses has a word of the page for it, and whatever else happens its own.
    postMessage({ kind: "failed", word: error.word ?? "failed", about: error.about ?? `${error}` });
  }
};

function refuse(word, about) {
  throw Object.assign(new Error(word), { word, about });
}

function tell(word, about = "") {
  postMessage({ kind: "status", word, about });
}

async function start({ core, layout, wheels, here }) {
  tell("starting");
  const [{ loadPyodide }, viz] = await Promise.all([
    import(`${core}pyodide.mjs`).catch(() => refuse("unreachable", core)),
    import(layout).then(({ instance }) => instance()).catch(() => null),
  ]);
  const pyodide = await loadPyodide({
    indexURL: core,
    env: { HOME: "/home/pyodide", MPLBACKEND: "agg" },
    stdin: () => null, // input() finds nobody who answers
  }).catch((error) => refuse("unreachable", `${core} (${error.message})`));
  const extractDir = pyodide.runPython("import site; site.getsitepackages()[0]");
  for (const wheel of wheels) pyodide.unpackArchive(await bytes(here + wheel), "wheel", { extractDir });
  pyodide.FS.writeFile(`${extractDir}/runner.py`, await bytes(`${here}runner.py`));
  const reason = { level: "error", message: `${layout} could not be loaded` };
  const missing = { status: "failure", errors: [reason] };
  const render = (source, format) => JSON.stringify(viz?.render(source, { format }) ?? missing);
  return { pyodide, render, runner: pyodide.pyimport("runner") };
}

async function bytes(address) {
  const answer = await fetch(address).catch(() => refuse("unreachable", address));
  if (!answer.ok) refuse("unreachable", address);
  return new Uint8Array(await answer.arrayBuffer());
}

// A package of Pyodide, NumPy too, is loaded when a program fails without it; then it runs again.
async function run({ pyodide, render, runner }, program) {
  const print = (stream, text) => postMessage({ kind: "printed", stream, text });
  for (const tried = new Set(); ; ) {
    tell("running");
    postMessage({ kind: "begins" });
    const proxy = runner.run(program, print, render);
    const { error, missing, shown } = proxy.toJs({ dict_converter: Object.fromEntries });
    proxy.destroy();
    const isNew = missing && !tried.has(missing);
    if (isNew && (await load(pyodide, missing))) {
      tried.add(missing);
      continue;
    }
    if (error) print("err", error);
    postMessage({ kind: "ended", shown, word: error ? "raised" : "done" });
    return;
  }
}

// True if what a module needs was loaded, false if there is no such package.
async function load(pyodide, module) {
  tell("loading", module);
  const complaints = [];
  const loaded = await pyodide
    .loadPackagesFromImports(`import ${module}`, {
      messageCallback: () => {},
      errorCallback: (complaint) => complaints.push(complaint),
    })
    .catch((error) => complaints.push(`${error}`));
  if (complaints.length) refuse("missing", module);
  return loaded.length > 0;
}
