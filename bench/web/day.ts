import type { Browser } from "playwright-core";
import type { Id } from "../../src/protocol/id.ts";
import { call } from "../../test/support/http.ts";
import { startBantam } from "../contenders.ts";
import type { Figure } from "../figure.ts";
import { makeWorkspace } from "../workspace.ts";
import { type Size, Visitor, type WebBench } from "./stage.ts";

const mib = 1024 * 1024;
const users = 20;
const quarters = 4;
const rest_ms = 1000;
/** Messages that are on their way at once. */
const together = 50;
/** What the last quarter of the day may add to a heap that is called flat: of its messages some stay loaded, for 400 bytes each. */
const growth_mib_max = 1;
const body =
  "What people say in a day, about as long as what is said in channels, *with* a `word` set off now and then.";

/** Somebody has the client open all day: people write in all channels, and they look into each of them in each quarter. */
export async function day(browser: Browser, { size, newFolder }: WebBench): Promise<Figure[]> {
  const all = Array.from({ length: size.day_channels }, (_, i) => i + 1);
  const { folder, people, channels } = await makeWorkspace(newFolder(), {
    users,
    channels: size.day_channels,
    channelsOf: () => all,
  });
  await using server = await startBantam(folder);
  const [reader, ...writers] = people;
  const [first] = channels;
  if (!reader || first === undefined) throw new Error("nobody is there");
  await call(server.url, reader.token, "message.send", { channel: first, body });
  await using visitor = await Visitor.open(browser, server.url, reader.token);
  await visitor.enter(first);

  const heaps: number[] = [];
  const per_quarter = size.day_messages / quarters;
  let looked = 0;
  for (let quarter = 0; quarter < quarters; quarter++) {
    for (let sent = 0; sent < per_quarter; sent += together) {
      const messages = Array.from({ length: Math.min(together, per_quarter - sent) }, (_, i) => sent + i);
      await Promise.all(
        messages.map((message) => {
          const channel = channels[message % channels.length] ?? first;
          const token = writers[message % writers.length]?.token;
          return call(server.url, token, "message.send", { channel, body: `${body} ${message}` });
        }),
      );
      for (; looked < ((quarter * per_quarter + sent + messages.length) / per_quarter) * channels.length; looked++)
        await lookInto(visitor, channels[looked % channels.length] ?? first);
    }
    heaps.push(await heapOf(visitor, size));
  }
  const [before = 0, last = 0] = heaps.slice(-2);
  const note = `${size.day_messages} messages in ${size.day_channels} channels; after each quarter: ${heaps.map((bytes) => (bytes / mib).toFixed(1)).join(", ")} MiB, after collecting garbage`;
  return [
    { name: "browser heap after a day", value: last / mib, unit: "MiB", target: 150, note },
    {
      name: "browser heap: growth in the day's last quarter",
      value: (last - before) / mib,
      unit: "MiB",
      target: growth_mib_max,
      note,
    },
  ];
}

async function lookInto(visitor: Visitor, channel: Id): Promise<void> {
  const { page } = visitor;
  await (await visitor.link(channel)).click();
  await page.locator(`a[href="/c/${channel}"][aria-current]`).waitFor();
  await page.locator(".message[data-seq]").last().waitFor();
  await page.locator("#composer").fill("A draft that is thought better of");
  await page.locator("#composer").fill("");
}

/** Of JavaScript, and of what it holds in the browser's own memory. */
async function heapOf({ page, cdp }: Visitor, { rests }: Size): Promise<number> {
  // What waits for a timer or a frame lets go meanwhile.
  await page.waitForTimeout(rests * rest_ms);
  for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
  const usage = await cdp.send("Runtime.getHeapUsage");
  return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
}
