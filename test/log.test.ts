import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Fields, logLine } from "../src/log.ts";
import { watchProcess } from "./support/temp.ts";

const time = new Date(1_767_225_600_000);
const line = (fields: Fields, event = "tried") => logLine(time, "warn", event, fields);

test("an event is one line of JSON with its time, level, name and fields", () => {
  const text = line({ user: 7, ok: true, note: "fine", absent: undefined });
  expect(text).toEndWith("\n");
  expect(JSON.parse(text)).toEqual({
    time: "2026-01-01T00:00:00.000Z",
    level: "warn",
    event: "tried",
    user: 7,
    ok: true,
    note: "fine",
  });
});

describe("no character can start a line, act on a terminal or turn the text around", () => {
  for (const char of ["\n", "\r", "\0", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066"])
    test(JSON.stringify(char), () => {
      const text = line({ note: `a${char}b`, error: new Error(`c${char}d`) }, `e${char}f`);
      expect(text.slice(0, -1)).not.toContain(char);
      expect(JSON.parse(text)).toMatchObject({ note: `a${char}b`, event: `e${char}f` });
    });
});

describe("secrets are not in it", () => {
  const secret = "Zm9yZ2V0IG1lIG5vdCwgcGxlYXNl";
  const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiJhIn0.${secret}`;
  for (const name of [
    "password",
    "newPassword",
    "token",
    "metrics_token",
    "secret",
    "cookie",
    "authorization",
    "body",
    "password_hash",
  ])
    test(`under the name ${name}`, () => expect(line({ [name]: secret })).not.toContain(secret));
  for (const [what, text] of [
    ["a session token", `GET /x?y=${jwt} 200`],
    ["a bearer header", `authorization: Bearer ${secret}`],
    ["a link", `http://127.0.0.1:8080/setup#${secret}`],
    ["a stored password", `$argon2id$v=19$m=19456,t=2,p=1$${secret}$${secret}`],
  ] as const) {
    test(`${what} in a text`, () => expect(line({ note: text })).not.toContain(secret));
    test(`${what} in an error, or in its cause`, () => {
      const error = new Error(text, { cause: new Error(text) });
      expect(line({ error })).not.toContain(secret);
    });
  }
});

test("an error is logged with its stack and its causes, but not without end", () => {
  const circular = new Error("first", { cause: new Error("second") });
  (circular.cause as Error).cause = circular;
  const { error } = JSON.parse(line({ error: circular, note: "x".repeat(100_000) })) as { error: string[] };
  expect(error).toHaveLength(5);
  expect(error[0]).toContain("first");
  expect(error[0]).toContain(import.meta.path);
  expect(error[1]).toContain("second");
  expect(line({ note: "x".repeat(100_000) }).length).toBeLessThan(3000);
});

/** Runs a program that has `log`, `logFailure` and `setLogLevel`, with its standard error as a pipe. */
function logging(program: string): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  const source = `import { log, logFailure, setLogLevel } from ${JSON.stringify(join(import.meta.dir, "../src/log.ts"))};\n${program}`;
  const spawned = Bun.spawn([process.execPath, "-e", source], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  return watchProcess(spawned);
}

test("what is less grave than the level is left out", async () => {
  const { stderr } = logging(`
    for (const level of ["error", "warn", "info", "debug"]) {
      setLogLevel(level);
      for (const event of ["error", "warn", "info", "debug"]) log[event](level + "_" + event);
    }`);
  const events = (await stderr.text())
    .trim()
    .split("\n")
    .map((text) => (JSON.parse(text) as { event: string }).event);
  expect(events).toEqual([
    "error_error",
    "warn_error",
    "warn_warn",
    "info_error",
    "info_warn",
    "info_info",
    "debug_error",
    "debug_warn",
    "debug_info",
    "debug_debug",
  ]);
});

test("a failure gets an id, under which the log has what happened", async () => {
  const { stdout, stderr } = logging(`console.log(logFailure(new TypeError("x is not y")), logFailure("a text"));`);
  const [one = "", other = ""] = (await stdout.text()).trim().split(" ");
  const [first = "", second = ""] = (await stderr.text()).split("\n");
  expect(one).toMatch(/^[0-9a-f]{8}$/);
  expect(other).not.toBe(one);
  expect(JSON.parse(first)).toMatchObject({ level: "error", id: one, error: [expect.stringContaining("x is not y")] });
  expect(JSON.parse(second)).toMatchObject({ id: other, error: [expect.stringContaining("a text")] });
});

test("the program goes on when nobody reads its log any more", async () => {
  const running = Bun.spawn(
    [
      "sh",
      "-c",
      `{ "$0" -e "$1" 2>&1 >&3 | head -n 1 >/dev/null; } 3>&1`,
      process.execPath,
      `import { log } from ${JSON.stringify(join(import.meta.dir, "../src/log.ts"))};
       let count = 0;
       const timer = setInterval(() => {
         log.warn("tick");
         if (++count === 50) { clearInterval(timer); console.log("still here"); }
       }, 2);`,
    ],
    { stdin: "ignore", stdout: "pipe", stderr: "ignore" },
  );
  expect(await watchProcess(running).stdout.text()).toBe("still here\n");
});

test("a reader that stops reading costs bounded memory; when it reads again it is told how many lines are missing", async () => {
  const running = Bun.spawn(
    [
      "sh",
      "-c",
      `{ "$0" -e "$1" 2>&1 >&3 | { read -r go <&5; cat; } >&4; } 3>&2 4>&1 5<&0`,
      process.execPath,
      `import { log } from ${JSON.stringify(join(import.meta.dir, "../src/log.ts"))};
       const before = process.memoryUsage.rss();
       for (let i = 0; i < 300_000; i++) log.warn("flood", { note: "x".repeat(1000) });
       console.log(process.memoryUsage.rss() - before);`,
    ],
    { stdin: "pipe", stdout: "pipe", stderr: "pipe" },
  );
  watchProcess(running);
  const reader = running.stderr.getReader();
  const grown = Number(new TextDecoder().decode((await reader.read()).value));
  expect(grown).toBeLessThan(64 * 1024 * 1024);
  await running.stdin.write("go\n");
  await running.stdin.end();
  const lines = (await running.stdout.text())
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as { event: string; lines?: number });
  const flood = lines.filter(({ event }) => event === "flood").length;
  expect(lines.at(-1)).toMatchObject({ event: "log_lines_lost", lines: 300_000 - flood });
});
