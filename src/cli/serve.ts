import { renderUnicodeCompact } from "uqr";
import { version } from "../../package.json";
import type { Chat } from "../chat/chat.ts";
import { makeOperator } from "../chat/operator.ts";
import { refuseOpenHttp } from "../config/exposure.ts";
import { type Settings, settingRows } from "../config/settings.ts";
import { lockFolder, openFolder } from "../lock.ts";
import { log, logFailure, setLogLevel } from "../log.ts";
import { type RunningServer, startServer } from "../server/serve.ts";
import { openSocket } from "./socket.ts";
import { Failure, type Subcommand } from "./subcommand.ts";
import { openWorkspace } from "./workspace.ts";

/** For the end of the server before this one, and of commands from the shell. */
const lock_wait_ms = 1000;
const stop_ms_max = 4500;

export const serve: Subcommand = {
  summary: "Runs the server until SIGTERM, SIGINT or Ctrl+C.",
  operands: [],
  options: {},
  settings: settingRows.map(({ name }) => name),
  async run({ settings }) {
    refuseOpenHttp(settings);
    setLogLevel(settings.log_level);
    // Nothing that was overlooked may end the server: it is logged, and the others go on.
    process.on("unhandledRejection", logFailure);
    process.on("uncaughtException", logFailure);

    // Listened for from the start, so that whoever stops it as soon as it says that it runs gets a clean end.
    const stop = stopSignal();
    const opened = new AsyncDisposableStack();
    let isClosed = false;
    const close = async () => {
      await opened.disposeAsync();
      isClosed = true;
    };
    try {
      await open(settings, opened);
      await stop;
    } finally {
      await Promise.race([close(), Bun.sleep(stop_ms_max)]);
    }
    if (isClosed) log.info("stopped");
    else log.error("stop_took_too_long", { limit_ms: stop_ms_max });
  },
};

/** The composition root: opens everything in the order in which it depends on what is before, and says that it serves. */
async function open(settings: Settings, opened: AsyncDisposableStack): Promise<void> {
  const folder = openFolder(settings.data);
  const lock = lockFolder(folder, lock_wait_ms);
  if (!lock)
    throw new Failure(
      `Another Bantam runs on the data folder ${settings.data}. Stop it, or give another folder with --data.`,
    );
  opened.defer(() => lock.release());

  const workspace = await openWorkspace(folder, settings);
  opened.defer(() => workspace.close());
  const { chat } = workspace;
  // What loading left over would let the heap grow to twice of it before it is looked at again, when everybody comes at once.
  Bun.gc(true);
  const server = await listen(chat, settings);
  opened.defer(() => server.stop());
  const origin = settings.public_url || server.url;
  const socket = openSocket(folder, { operator: makeOperator(chat), origin: () => origin });
  opened.defer(() => socket.close());

  log.info("started", { version, url: server.url, data: folder });
  console.log(`Bantam is running at ${server.url}`);
  if (chat.services.setup !== undefined) showFirstLink(`${origin}/setup#${chat.services.setup}`);
}

async function listen(chat: Chat, settings: Settings): Promise<RunningServer> {
  const { host, port } = settings;
  try {
    return await startServer(chat, settings);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const sentence =
      code === "EADDRINUSE"
        ? `Port ${port} of ${host} is in use. Stop the program that has it, or give another with --port.`
        : `The server cannot listen on port ${port} of ${host}. Give others with --host and --port.`;
    throw new Failure(sentence, { cause: error });
  }
}

function showFirstLink(link: string): void {
  console.log(`Open this link to make the first account: ${link}`);
  if (process.stdout.isTTY) console.log(renderUnicodeCompact(link));
}

/** Resolves at the first signal to stop. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => resolve());
  });
}
