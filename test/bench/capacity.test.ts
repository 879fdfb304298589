import { afterAll, expect, test } from "bun:test";
import { type Box, openBox, openNoBox } from "../../bench/capacity/budget.ts";
import { measure, type Row } from "../../bench/capacity/measure.ts";
import { channels_each, channelsOf, makeTeams, members_per_channel } from "../../bench/capacity/team.ts";
import { newFolder, removeFolder, watchProcess } from "../support/temp.ts";

const root = newFolder();
const people = 12;
const plan = { warm_ms: 10, live_ms: 300, paces: [1000, 2000] } as const;

afterAll(() => removeFolder(root));

test("bench: every message comes once to everybody who is in its channel", async () => {
  const workspace = await makeTeams(root, people, 2);
  await using box = openNoBox();
  const rows: Row[] = [];
  for await (const row of measure(box, workspace, plan)) rows.push(row);
  expect(rows.map(({ pace }) => pace)).toEqual([...plan.paces]);
  for (const { messages, deliveries } of rows) {
    expect(messages).toBeGreaterThan(0);
    expect(deliveries).toBeGreaterThanOrEqual(messages);
    expect(deliveries).toBeLessThanOrEqual(messages * people);
  }
});

test("bench: two teams of 400 share no channel, and channels are as large as is said", () => {
  const members = new Map<number, number>();
  const first = new Set(range(1, 400).flatMap(channelsOf));
  const second = range(401, 800).flatMap(channelsOf);
  expect(second.filter((channel) => first.has(channel))).toBeEmpty();
  for (const user of range(1, 800)) {
    expect(new Set(channelsOf(user)).size).toBe(channels_each);
    for (const channel of channelsOf(user)) members.set(channel, (members.get(channel) ?? 0) + 1);
  }
  expect((800 * channels_each) / members.size).toBeCloseTo(members_per_channel);
  expect([...new Set(members.values())].sort((a, b) => a - b)).toEqual([10, 25, 100, 400]);
});

test("bench: a box counts what runs in it and goes with it, or a sentence says what to install", async () => {
  const budget = { cores: 0.5, memory_bytes: 512 * 1024 * 1024, period_ms: 100 };
  let box: Box;
  try {
    box = openBox(budget);
  } catch (error) {
    expect(String(error)).toContain("install cpulimit");
    return;
  }
  await using _box = box;
  const running = watchProcess(Bun.spawn(box.under(["sh", "-c", "while :; do :; done"])));
  box.started(running.pid);
  // cpulimit does not say how long it made a process wait.
  while (box.by !== "cpulimit" && box.throttled_ms() === 0) await Bun.sleep(10);
  running.kill("SIGKILL");
  await running.exited;
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
