/**
 * ejabberd from Debian's package, in a folder of its own: group chat (MUC) with its archive (mod_mam), over WebSockets
 * (RFC 7395). No node name, so that neither epmd nor a cookie is needed; no module that group chat does not need.
 */
import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { watchProcess } from "../../test/support/temp.ts";
import { type Contender, type Server, server_core } from "../contenders.ts";
import { accountOf, domain, roomOf, rooms } from "../load/dialects/xmpp.ts";
import { freePort, pin } from "../machine.ts";
import type { Workspace } from "../workspace.ts";

const start_ms_max = 30_000;
const requests_at_once = 32;
/** Its limits on people are lifted, and it has none on how often they speak. */
const people_max = 20_000;

export interface Installed {
  readonly version: string;
  /** Where Erlang finds it, and the libraries beside it. */
  readonly libraries: string;
}

/** What Debian's packages ejabberd and erlang-p1-sqlite3 have put here; undefined without both of them. */
export function installedEjabberd(): Installed | undefined {
  if (Bun.which("erl") === null || !existsSync("/usr/lib/erlang/lib")) return undefined;
  const [driver] = new Bun.Glob("p1_sqlite3-*/ebin/sqlite3.app").scanSync("/usr/lib/erlang/lib");
  const [program] = [...new Bun.Glob("*/ejabberd-*/ebin/ejabberd.app").scanSync("/usr/lib")].sort();
  const found = /^(.+)\/ejabberd-([\d.]+)/.exec(program ?? "");
  if (driver === undefined || found?.[1] === undefined || found[2] === undefined) return undefined;
  return { libraries: join("/usr/lib", found[1]), version: found[2] };
}

/** Each message is in SQLite, synced by SQLite's defaults, before anybody gets it. */
export function ejabberd({ libraries }: Installed): Contender {
  return {
    name: "ejabberd",
    async start(_bench, workspace) {
      const server = await start(libraries, filesOf(workspace));
      await furnish(server.url, workspace);
      return server;
    },
    dialect: () => "xmpp",
    // It stores message by message: ten in flight cost it the same, and each round's rest a quarter of a minute.
    in_flight_max: 1,
    async stored(workspace) {
      using archive = new Database(join(filesOf(workspace), "archive.db"));
      return archive.query<{ count: number }, []>("SELECT count(*) AS count FROM archive").get()?.count ?? 0;
    },
  };
}

function filesOf({ folder }: Workspace): string {
  return join(folder, "ejabberd");
}

async function start(libraries: string, folder: string): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const port = freePort();
  const config = join(folder, "ejabberd.yml");
  writeFileSync(config, configuration(folder, port));
  const running = watchProcess(
    // Debian's ejabberdctl gives Erlang the same options.
    Bun.spawn(
      pin(server_core)([
        "erl",
        "-noinput",
        "+K",
        "true",
        "+P",
        "250000",
        "-mnesia",
        "dir",
        `"${folder}/spool"`,
        "-s",
        "ejabberd",
      ]),
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          ERL_LIBS: libraries,
          ERL_MAX_PORTS: "65536",
          ERL_CRASH_DUMP_BYTES: "0",
          EJABBERD_CONFIG_PATH: config,
          EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
        },
        stdin: "ignore",
        stdout: Bun.file(join(folder, "erlang.log")),
        stderr: Bun.file(join(folder, "erlang.log")),
      },
    ),
  );
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + start_ms_max;
  while (!(await isUp(url))) {
    if (running.exitCode !== null || performance.now() > deadline) {
      running.kill("SIGKILL");
      throw new Error(`ejabberd did not start:\n${readFileSync(join(folder, "erlang.log"), "utf8")}`);
    }
    await Bun.sleep(50);
  }
  return {
    pid: running.pid,
    url,
    async [Symbol.asyncDispose]() {
      // Its helpers end when it does; what it stored is thrown away.
      running.kill("SIGKILL");
      await running.exited;
    },
  };
}

/** Makes the accounts and rooms of a workspace, by its API. */
async function furnish(url: string, { people }: Workspace): Promise<void> {
  const names = new Set(people.flatMap(({ channels }) => channels.map(roomOf)));
  const requests = [
    ...people.map(
      ({ token }) => ["register", { user: accountOf(token), host: domain, password: accountOf(token) }] as const,
    ),
    ...[...names].map((name) => ["create_room", { name, service: rooms, host: domain }] as const),
  ];
  for (let at = 0; at < requests.length; at += requests_at_once)
    await Promise.all(requests.slice(at, at + requests_at_once).map(([command, body]) => call(url, command, body)));
}

async function call(url: string, command: string, body: Record<string, string>): Promise<void> {
  const response = await fetch(`${url}/api/${command}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`ejabberd's ${command} said ${response.status}: ${await response.text()}`);
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/status`, { method: "POST", body: "{}" })).ok;
  } catch {
    return false;
  }
}

/**
 * Nobody is told who comes and goes (it would be a presence to each of 1,000 for each of 1,000), and accounts hold no archive
 * of their own: both cost it time that Bantam's members do not pay either.
 */
function configuration(folder: string, port: number): string {
  return `hosts: [${domain}]
loglevel: error
log_rotate_count: 0
listen:
  - port: ${port}
    ip: 127.0.0.1
    module: ejabberd_http
    backlog: 1000
    request_handlers:
      /ws: ejabberd_http_ws
      /api: mod_http_api
api_permissions:
  bench:
    who: { ip: 127.0.0.1 }
    what: [register, create_room, status]
auth_method: internal
sql_type: sqlite
sql_database: ${folder}/archive.db
modules:
  mod_http_api: {}
  mod_admin_extra: {}
  mod_muc_admin: {}
  mod_mam: { db_type: sql, default: never, assume_mam_usage: true }
  mod_muc:
    max_users: ${people_max}
    default_room_options:
      mam: true
      persistent: true
      max_users: ${people_max}
      presence_broadcast: []
`;
}
