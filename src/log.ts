const levels = ["error", "warn", "info", "debug"] as const;
export type Level = (typeof levels)[number];

/** What is said of an event. An Error is logged with its stack and its causes. */
export type Fields = Readonly<Record<string, string | number | boolean | Error | undefined>>;

const value_chars_max = 2000;
const causes_max = 5;
/** Names of what is never logged, whoever passes it. */
const secretName = /password|token|secret|cookie|authorization|body|hash/i;
/** Session tokens, secrets in links, stored passwords: also where they stand inside of a text. */
const secretText = /eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=#|Bearer )[\w-]{16,}|\$argon2[^\s"]*/g;
/** JSON escapes the control characters below a space; these would act on a terminal, or start a line, as well. */
const unsafe = /[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What waits for a reader of the log that is too slow: beyond it lines are counted instead. */
const unread_chars_max = 1024 * 1024;

let threshold = levels.indexOf("info");
let unread_chars = 0;
let lost = 0;

// Without a listener the process would end when whoever reads its log does.
process.stderr.on("error", () => {});

/** Events less grave than `level` are not logged from now on. */
export function setLogLevel(level: Level): void {
  threshold = levels.indexOf(level);
}

/** Writes one line of JSON to standard error. An event is a name for programs that read it: `server_started`. */
export const log = {
  error: (event: string, fields?: Fields) => write("error", event, fields),
  warn: (event: string, fields?: Fields) => write("warn", event, fields),
  info: (event: string, fields?: Fields) => write("info", event, fields),
  debug: (event: string, fields?: Fields) => write("debug", event, fields),
};

/** Logs what should not have happened, and returns an id for whoever is told no more than that it did. */
export function logFailure(error: unknown): string {
  const id = crypto.randomUUID().slice(0, 8);
  log.error("internal_error", { id, error: error instanceof Error ? error : new Error(String(error)) });
  return id;
}

function write(level: Level, event: string, fields: Fields = {}): void {
  if (levels.indexOf(level) > threshold) return;
  if (unread_chars > unread_chars_max) {
    lost++;
    return;
  }
  print(logLine(new Date(), level, event, fields));
}

function print(line: string): void {
  unread_chars += line.length;
  process.stderr.write(line, () => {
    unread_chars -= line.length;
    if (lost === 0 || unread_chars > 0) return;
    const lines = lost;
    lost = 0;
    log.warn("log_lines_lost", { lines });
  });
}

/** The line of an event, whatever it is that the fields hold: one line, and no secret. */
export function logLine(time: Date, level: Level, event: string, fields: Fields): string {
  const line: Record<string, unknown> = { time: time.toISOString(), level, event };
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    line[name] = secretName.test(name) ? "[removed]" : value instanceof Error ? traced(value) : shown(value);
  }
  return `${JSON.stringify(line).replace(unsafe, escaped)}\n`;
}

function shown<T>(value: T): T | string {
  return typeof value === "string" ? value.replace(secretText, "[removed]").slice(0, value_chars_max) : value;
}

/** The stacks of an error and of what caused it; a stack begins with the message. */
function traced(error: Error): string[] {
  const stacks: string[] = [];
  for (let cause: unknown = error; cause instanceof Error && stacks.length < causes_max; cause = cause.cause)
    stacks.push(shown(cause.stack ?? String(cause)));
  return stacks;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
