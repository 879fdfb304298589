import type { CommandName, CommandOf } from "../src/protocol/commands.ts";
import type { Id } from "../src/protocol/id.ts";
import { startBantam } from "./contenders.ts";
import { type Bench, type Figure, median } from "./figure.ts";
import { Load } from "./load/generator.ts";
import { type Comparison, paced, playRounds, type Sample, type Side, warmUp } from "./turns.ts";
import { countMessages, fill, fillIndex, history_users, longHistory } from "./workspace.ts";

const members_max = 32;
const small_channels_max = 1000;
const messages_per_second = 200;
const commands = 2000;
/** Few messages come in a round: it is longer than the others. */
const rounds_longer = 3;

/** What can be asked for in a long history. */
interface History {
  /** Has three of five of its messages. */
  readonly long: Id;
  readonly messages: number;
  readonly others: readonly Id[];
}

/** A command without its id. */
type Wish = { [N in CommandName]: Omit<CommandOf<N>, "id"> }[CommandName];

/** What others do meanwhile: what one of them asks for next. Whatever else may stall a chat is a row more. */
const works: Readonly<Record<string, (history: History) => Wish>> = {
  "read pages far back": ({ long, messages }) => ({
    do: "message.list",
    channel: long,
    // Anywhere in the older half.
    before: Math.round(messages * 0.6 * (0.05 + Math.random() * 0.45)),
  }),
  "open channels": ({ others, long }) => ({
    do: "message.list",
    channel: others[Math.floor(Math.random() * others.length)] ?? long,
  }),
  // Of these words only the number is rare.
  "search for words": ({ messages }) => ({
    do: "message.search",
    query: Math.random() < 0.5 ? "people say channels" : `channel "${Math.floor(Math.random() * messages)}"`,
  }),
  // Each message has the words, none in this order: such a search goes on until its time is over.
  "search for what nobody said": () => ({ do: "message.search", query: '"channels people say"' }),
};

/**
 * Latency in a channel while the people of other channels do something else, one thing after the other without a pause, as
 * a multiple of the latency while they do nothing: on the same server, by turns.
 */
export async function background(bench: Bench): Promise<Figure[]> {
  const { messages, people_max } = bench.size;
  const small_channels = Math.min(small_channels_max, people_max);
  const plan = { small_channels, aside: Math.min(members_max, people_max) };
  const { workspace, posted } = await longHistory(bench.newFolder(), messages, plan);
  await fill(workspace, posted());
  fillIndex(workspace);
  const [long, ...others] = workspace.channels;
  const channel = others.pop();
  if (long === undefined || channel === undefined) throw new Error("there are channels");
  const history = { long, messages, others };
  const tokens = workspace.people.slice(0, history_users).map(({ token }) => token);
  const members = workspace.people
    .slice(history_users)
    .map(({ token }) => ({ channel, token, dialect: "json" as const, sends: true }));

  const sides: Side[] = [];
  const turns = await (async () => {
    await using server = await startBantam(workspace.folder);
    await using load = new Load();
    await load.connect(server.url, members);
    sides.push({ name: "alone", server, load, acknowledged: 0 });
    for (const [work, next] of Object.entries(works)) {
      const wishes = Array.from({ length: commands }, () => JSON.stringify(next(history)));
      await load.prepare({ url: server.url, work, tokens, commands: wishes });
      sides.push({ name: work, behind: work, server, load, acknowledged: 0 });
    }
    await warmUp(sides, bench.size.warm_ms, 1);
    const size = { ...bench.size, round_ms: bench.size.round_ms * rounds_longer };
    return await playRounds({ ...bench, size }, sides, paced(messages_per_second, "chance"));
  })();
  const acknowledged = sides.reduce((sum, side) => sum + side.acknowledged, 0);
  const stored = await countMessages(workspace.folder, [workspace.channels.length]);
  if (stored !== acknowledged) throw new Error(`${acknowledged} messages were acknowledged, and ${stored} are stored`);
  return Object.keys(works).flatMap((work) => figuresOf(turns, work, history_users));
}

function figuresOf(turns: Comparison, work: string, people: number): Figure[] {
  const alone = turns.of("alone");
  const beside = turns.of(work);
  const answers = median(beside.map((sample) => sample.answers / sample.seconds));
  const kib = median(beside.map((sample) => sample.answer_bytes / sample.answers)) / 1024;
  return (["p50_us", "p99_us"] as const).map((point) => {
    const ms = (samples: readonly Sample[]) => (median(samples.map((sample) => sample[point])) / 1000).toFixed(2);
    const told = `${ms(beside)} ms beside ${Math.round(answers)} answers/s of ${kib.toFixed(0)} KiB, ${ms(alone)} ms alone`;
    return {
      name: `chat while ${people} people ${work}: ${point.slice(0, 3)}`,
      value: median(beside.map((sample, i) => sample[point] / (alone[i]?.[point] ?? Number.NaN))),
      unit: "x without",
      target: 2,
      note: [told, turns.note ?? []].flat().join("; "),
    };
  });
}
