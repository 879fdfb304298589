/** Whom Bantam is measured beside: how each is started, what it keeps, and what is asked of Bantam there. */
import { join } from "node:path";
import { version as socketioVersion } from "socket.io/package.json";
import { version as wsVersion } from "ws/package.json";
import { bantamJson, type Contender, relay, type Server, startCommand } from "../contenders.ts";
import { shapes as talks } from "../scenarios.ts";
import type { Shape } from "../turns.ts";
import { ejabberd, type Installed, installedEjabberd } from "./ejabberd.ts";

export const shapes = {
  "32-members": { title: "1 channel, 32 members, all send", shape: talks["32-members"] },
  "1000-members": { title: "1 channel, 1,000 members, 10 send", shape: talks["1000-members"] },
  "100-channels": { title: "100 channels of 10 members, all send", shape: talks["100-channels"] },
  "one-in-flight": {
    title: "1 channel, 32 members, one message in flight each",
    shape: { ...talks["32-members"], window: 1 },
  },
} as const satisfies Record<string, { title: string; shape: Shape }>;
export type ShapeName = keyof typeof shapes;
export const shapeNames = [
  "32-members",
  "1000-members",
  "100-channels",
  "one-in-flight",
] as const satisfies ShapeName[];

/** Bantam's CPU per delivery as a multiple of the peer's, at most. */
interface Target {
  readonly target: number;
  readonly moonshot?: number;
}

export interface Peer {
  readonly title: string;
  readonly contender: Contender;
  /** What it checks and stores, and what is sure of a message that came. */
  readonly keeps: string;
  readonly targets: Readonly<Partial<Record<ShapeName, Target>>>;
}

export const bantam: Peer = {
  title: "Bantam",
  contender: bantamJson,
  keeps: "checks who may; stores each message and syncs it before anybody gets it; one order, numbered; nothing twice",
  targets: {},
};

const raw: Peer = {
  title: "raw Bun.serve",
  contender: relay,
  keeps: "nothing: frames go on as they came, unread",
  targets: {
    "32-members": { target: 0.55, moonshot: 0.43 },
    "1000-members": { target: 0.45, moonshot: 0.4 },
    "100-channels": { target: 1.15, moonshot: 1 },
    "one-in-flight": { target: 2, moonshot: 1.4 },
  },
};

const ws: Peer = {
  title: "ws on Node",
  contender: { ...relay, name: "ws", start: () => startOnNode("ws.mjs") },
  keeps: "nothing: frames go on as they came, unread",
  targets: { "32-members": { target: 1 / 50 }, "1000-members": { target: 1 / 50 }, "100-channels": { target: 1 / 6 } },
};

const socketio: Peer = {
  title: "socket.io on Node",
  contender: { name: "socketio", start: () => startOnNode("socketio.mjs"), dialect: () => "socketio" },
  keeps: "nothing: reads each message, and sends it on to its room",
  targets: { "32-members": { target: 1 / 60 }, "1000-members": { target: 1 / 60 }, "100-channels": { target: 1 / 10 } },
};

const installed = installedEjabberd();
const node = Bun.which("node");

/** Those that can run here. */
export const peers: readonly Peer[] = [
  raw,
  ...(node === null ? [] : [ws, socketio]),
  ...(installed === undefined ? [] : [archived(installed)]),
];

/** Why others cannot. */
export const missing: readonly string[] = [
  ...(node === null ? ["Without ws and socket.io: there is no node here."] : []),
  ...(installed === undefined ? ["Without ejabberd: Debian's ejabberd and erlang-p1-sqlite3 are not installed."] : []),
];

export const versionsOfPeers = {
  node: node === null ? undefined : Bun.spawnSync([node, "--version"]).stdout.toString().trim(),
  ws: wsVersion,
  "socket.io": socketioVersion,
  ejabberd: installed?.version,
};

function archived(found: Installed): Peer {
  return {
    title: "ejabberd with archive",
    contender: ejabberd(found),
    keeps: "checks who is in the room; stores each message in SQLite and syncs it before anybody gets it; one order",
    targets: {
      "32-members": { target: 1 / 500 },
      "1000-members": { target: 1 / 200 },
      "100-channels": { target: 1 / 40 },
    },
  };
}

function startOnNode(script: string): Promise<Server> {
  return startCommand(["env", "NODE_ENV=production", "node", join(import.meta.dir, script)]);
}
