/** What pages.ts and baseline/pages.ts time alike, each inside of its server's process. */
import type { Id } from "../src/protocol/id.ts";
import { median, percentile } from "./figure.ts";
import type { PageTimes, Times } from "./history.ts";

const rounds = 5;

export interface Pages {
  /** The first is the long one. */
  readonly channels: readonly Id[];
  /** Each gives the milliseconds from the command to its encoded answer. */
  readonly open: (channel: Id) => Promise<number>;
  /** The page so many messages back. */
  readonly page: (channel: Id, back: number) => Promise<number>;
  readonly send: (channel: Id) => Promise<number>;
}

/** Of `requests` in each round. */
export async function timePages(
  { channels, open, page, send }: Pages,
  requests: number,
  backs: readonly number[],
): Promise<PageTimes> {
  const [long] = channels;
  if (!long) throw new Error("there is no channel");
  const channelAt = (i: number) => channels[(i * 7) % channels.length] ?? long;
  const openIdle = (i: number) => open(channelAt(i));
  /** While messages come there: the time of the message, with its sync, is not the page's. */
  const openBusy = async (i: number) => {
    await send(channelAt(i));
    return open(channelAt(i));
  };
  /** Anywhere within a fifth of the distance. */
  const pageBack = (back: number) => () => page(long, Math.round(back * (0.9 + Math.random() * 0.2)));

  /** The median of the rounds' percentiles: what others do on the machine meanwhile is in some of them. */
  const times = async (next: (i: number) => Promise<number>): Promise<Times> => {
    const found: Times[] = [];
    for (let round = 0; round < rounds; round++) {
      const times_ms: number[] = [];
      for (let i = 0; i < requests; i++) times_ms.push(await next(i));
      found.push({ p50: percentile(times_ms, 0.5), p99: percentile(times_ms, 0.99) });
    }
    return { p50: median(found.map(({ p50 }) => p50)), p99: median(found.map(({ p99 }) => p99)) };
  };

  // Compilers look at code that was run often.
  await times(openIdle);
  for (const back of backs) await times(pageBack(back));
  const idle = await times(openIdle);
  const back: Times[] = [];
  for (const distance of backs) back.push(await times(pageBack(distance)));
  return { open: idle, back, busy: await times(openBusy) };
}
