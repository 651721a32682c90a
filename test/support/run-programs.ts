import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
export const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

/** What generated programs are given: the key, by the name they know it under, and the lines that are typed. */
export interface ProgramInput {
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: string;
}

/** Answers every call, first with a call of the first function where there are functions, and notes what it was sent. */
const STUB = `import json, os
def note(sent):
    with open(os.environ["SENT"], "a", encoding="utf-8") as file: file.write(json.dumps(sent) + "\\n")
class Function: name = "f"; arguments = "{}"
class Call:
    id = "call-1"; function = Function()
    def model_dump(self): return {"id": "call-1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
class Message:
    def __init__(self, calls): self.content = None if calls else "Hello there"; self.tool_calls = calls
class Choice:
    def __init__(self, calls): self.message = Message(calls)
class Response:
    def __init__(self, calls): self.choices = [Choice(calls)]
class Completions:
    def create(self, *, extra_body=None, **body):
        note({**body, **(extra_body or {})})
        calls = body.get("tools") and body["messages"][-1]["role"] == "user"
        return Response([Call()] if calls else None)
class Chat: completions = Completions()
class Said: output_text = "Hello there"
class Responses:
    def create(self, *, extra_body=None, **body):
        note({**body, **(extra_body or {})})
        return Said()
class OpenAI:
    def __init__(self, base_url=None, api_key=None): pass
    chat = Chat()
    responses = Responses()
`;
const ONE_AFTER_ANOTHER = `import io, runpy, sys
typed = sys.stdin.read()
for file in sys.argv[1:]:
    sys.stdin = io.StringIO(typed)
    runpy.run_path(file)
`;

/** Compiles these programs and runs each with a stub of the client; gives all that was sent, in order. */
export function runPython(
  programs: readonly string[],
  { env = {}, typed = '' }: ProgramInput = {},
): readonly unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-python-'));
  try {
    writeFileSync(join(folder, 'openai.py'), STUB);
    writeFileSync(join(folder, 'run_all.py'), ONE_AFTER_ANOTHER);
    const files = written(folder, programs, 'py');
    const settings = {
      ...process.env,
      ...env,
      PYTHONPATH: folder,
      PYTHONIOENCODING: 'utf-8',
      SENT: join(folder, 'sent'),
    };
    python(['-m', 'py_compile', ...files], { env: settings });
    writeFileSync(join(folder, 'sent'), '');
    python([join(folder, 'run_all.py'), ...files], { env: settings, input: typed });
    const lines = readFileSync(join(folder, 'sent'), 'utf8').split('\n').slice(0, -1);
    return lines.map((line): unknown => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function python(args: readonly string[], options: { readonly env: NodeJS.ProcessEnv; readonly input?: string }) {
  const { status, stderr } = spawnSync('python3', args, { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`python3 ${args.join(' ').slice(0, 100)} failed: ${stderr}`);
}

/** Runs these programs one after another with the openai package. Only the last may read what is typed. */
export async function runTypescript(programs: readonly string[], { env = {}, typed = '' }: ProgramInput = {}) {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'tempera-typescript-'));
  try {
    const all = join(folder, 'all.mjs');
    const scripts = await Promise.all(programs.map(async (source) => (await transform(source, { loader: 'ts' })).code));
    const imports = written(folder, scripts, 'mjs').map((file) => `await import(${JSON.stringify(file)});\n`);
    writeFileSync(all, imports.join(''));
    await new Promise<void>((resolve, reject) => {
      const child = execFile(
        process.execPath,
        [all],
        { env: { ...process.env, ...env }, cwd: ROOT, maxBuffer: 50_000_000 },
        (error, _, stderr) => (error === null ? resolve() : reject(new Error(stderr))),
      );
      child.stdin?.end(typed);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(folder: string, programs: readonly string[], ending: string): readonly string[] {
  return programs.map((source, index) => {
    const file = join(folder, `program_${index}.${ending}`);
    writeFileSync(file, source);
    return file;
  });
}
