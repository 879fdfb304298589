/** `bun run bench:flame [SCENARIO...]`: where the server's time goes in each scenario, the heaviest functions by self time. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { askServer } from "../../src/cli/socket.ts";
import { heaviest } from "../../src/profile/frames.ts";
import { profile as profileShape, type Profile } from "../../src/profile/profile.ts";
import { Load, startBantam } from "../contenders.ts";
import { makeWorkspace } from "../workspace.ts";

interface Plan {
  readonly channels: number;
  readonly members: number;
  readonly senders: number;
  readonly window: number;
}

const plans: Readonly<Record<string, Plan>> = {
  "32-members": { channels: 1, members: 32, senders: 32, window: 10 },
  "1000-members": { channels: 1, members: 1000, senders: 10, window: 10 },
  "100-channels": { channels: 100, members: 10, senders: 10, window: 10 },
};
const seconds = 5;
const warm_ms = 3000;
const shown = 25;

const dist = join(import.meta.dir, "../../dist");
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(join(dist, "flame-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plans);
for (const name of names) {
  const plan = plans[name];
  if (!plan) throw new Error(`There is no scenario ${name}. Give some of: ${Object.keys(plans).join(", ")}.`);
  console.log(`\n${name}\n${heaviest(await profileOf(name, plan), shown)}`);
}

async function profileOf(name: string, plan: Plan): Promise<Profile> {
  const workspace = await makeWorkspace(join(root, name), {
    users: plan.channels * plan.members,
    channels: plan.channels,
    channelsOf: (user) => [1 + Math.floor((user - 1) / plan.members)],
  });
  const members = workspace.people.flatMap(({ token, channels: [channel] }, i) =>
    channel === undefined ? [] : [{ channel, token, sends: i % plan.members < plan.senders }],
  );
  await using server = await startBantam("binary", workspace.folder);
  await using load = new Load();
  await load.connect(server.url, members);
  await load.round({ ms: warm_ms, window: plan.window, interval_ms: 0 });
  const [text] = await Promise.all([
    askServer(workspace.folder, "profile", { seconds }),
    load.round({ ms: seconds * 1000, window: plan.window, interval_ms: 0 }),
  ]);
  if (text === undefined) throw new Error("the server does not answer");
  await Bun.write(join(dist, `${name}.cpuprofile`), text);
  return profileShape.read(JSON.parse(text), "profile", "server");
}
