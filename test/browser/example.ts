/** A workspace in which people work: what pictures of the client show. */
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { printed } from "../cli/run.ts";
import { look } from "../support/database.ts";
import { call } from "../support/http.ts";
import { pngThatMoves } from "../support/pictures.ts";
import { scenery } from "../support/scenery.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { Socket } from "../support/socket.ts";
import { upload } from "../support/uploads.ts";

/** Their names are these with a capital letter; mara is the owner, and whom the pictures show signed in. */
const handles = ["mara", "jonas", "aiko", "samir", "lea", "tomas", "priya", "noor"] as const;
type Handle = (typeof handles)[number];
type Author = Handle | "ship";

export const password = "correct horse battery";

const minute_ms = 60_000;
const day_ms = 24 * 60 * minute_ms;

interface Line {
  readonly by: Author;
  /** How long before the pictures. */
  readonly before_ms: number;
  readonly body: string;
  readonly becomes?: "edited" | "deleted";
  readonly pictures?: readonly Picture[];
}

type Picture = readonly [name: string, width: number, height: number, moves?: "moves"];

const days = (count: number, minutes = 0) => count * day_ms + minutes * minute_ms;
const line = (by: Author, before_ms: number, body: string, becomes?: Line["becomes"]): Line => ({
  by,
  before_ms,
  body,
  ...(becomes && { becomes }),
});

/** What was said in #launch; mara has read all but the last lines. */
const launch: readonly Line[] = [
  line(
    "jonas",
    days(2, 50),
    "Morning! The new booking page is on staging. Who has twenty minutes to click through it?",
  ),
  line("aiko", days(2, 47), "Me, after the stand-up."),
  line("aiko", days(2, 46), "I will write down what I find here: https://bikes.example.org/staging/bookings?week=48"),
  line(
    "samir",
    days(2, 20),
    "Three things from my side:\n\n1. the calendar jumps back to today when a booking fails\n2. `Cancel` and `Save` are the wrong way round on phones\n3. prices without cents look odd: 12 € beside 12.50 €",
  ),
  line("jonas", days(2, 18), "Good finds. 1 and 2 are mine, 3 is a one-line change:"),
  line(
    "jonas",
    days(2, 17),
    '```ts\nconst price = new Intl.NumberFormat(locale, {\n  style: "currency",\n  currency: "EUR",\n  trailingZeroDisplay: "stripIfInteger",\n});\n```',
  ),
  line("lea", days(1, 200), "Can somebody look at the sign at the door? It still says *closed on Mondays*.", "edited"),
  line("mara", days(1, 195), "I will print a new one today. @lea which size was it?"),
  line("lea", days(1, 190), "A4, on the thick paper. Thank you!"),
  line("tomas", days(1, 90), "Wrong channel, sorry", "deleted"),
  line(
    "priya",
    days(1, 60),
    "> Prices without cents look odd\n\nFixed. Before and after:\n\n- before: **12 €** next to **12.50 €**\n- after: **12.00 €** next to **12.50 €**\n- the same in the receipt, the mail and the export",
  ),
  line("ship", days(1, 30), "Deployed **2.14.0** to staging in 48 s. Tests: 312 passed, 0 failed."),
  line("noor", 62 * minute_ms, "The supplier answered: 40 frames on Thursday, the rest the week after."),
  line("noor", 61 * minute_ms, "That is a week earlier than promised!"),
  line("mara", 55 * minute_ms, "Wonderful. Then we can open on the first."),
  line(
    "samir",
    40 * minute_ms,
    "A file name that does not fit: backup_of_all_bookings_and_customers_before_the_migration_2026_11_25_final_v2_reviewed_by_samir_and_priya_do_not_delete.tar.zst",
  ),
  line("jonas", 12 * minute_ms, "@mara the last open point is yours: do we take deposits by card from day one?"),
  line("aiko", 9 * minute_ms, "I would. Half of the calls last week were about that."),
  line("aiko", 9 * minute_ms, "And the form is there already, it only has to be switched on."),
];

const elsewhere: Readonly<Record<string, readonly Line[]>> = {
  design: [line("priya", 90 * minute_ms, "New icons are in. @mara have a look when you can.")],
  kitchen: [
    line("tomas", 30 * minute_ms, "There is soup."),
    line("lea", 28 * minute_ms, "Which one?"),
    line("tomas", 27 * minute_ms, "Lentil."),
  ],
};

const photos: readonly Line[] = [
  {
    ...line("lea", 80 * minute_ms, "The view from the new shop:"),
    pictures: [["view.png", 480, 320]],
  },
  { ...line("priya", 62 * minute_ms, ""), pictures: [["whiteboard.png", 240, 360]] },
  {
    ...line("tomas", 45 * minute_ms, "From the ride on Sunday. Next one in two weeks!"),
    pictures: [
      ["ride-1.png", 300, 200],
      ["ride-2.png", 200, 300],
      ["ride-3.png", 240, 240],
      ["ride-4.png", 360, 180],
      ["ride-5.png", 320, 240],
    ],
  },
  {
    ...line("aiko", 30 * minute_ms, "All of the street, and the receipt"),
    pictures: [
      ["street.png", 900, 120],
      ["receipt_of_the_carpenter_2026_11_25_scanned_and_signed.png", 90, 600],
    ],
  },
  { ...line("mara", 20 * minute_ms, "The new icon", "edited"), pictures: [["icon.png", 24, 24]] },
  { ...line("noor", 10 * minute_ms, ""), pictures: [["panorama.png", 900, 90]] },
  { ...line("samir", 5 * minute_ms, ""), pictures: [["evenings.png", 360, 240, "moves"]] },
];

const withJonas: readonly Line[] = [
  line("mara", days(1, 12), "Do you have the numbers of last week at hand?"),
  line("jonas", days(1, 5), "Yes: 214 bookings, 9 cancelled. I put the sheet into the shared folder."),
  line("mara", days(1, 4), "Perfect, thank you."),
  line("jonas", 70 * minute_ms, "Lunch at one?"),
  line("mara", 68 * minute_ms, "Yes! The new place at the corner?"),
];

/** What was said in #shop: all that a text can be. */
const texts: readonly Line[] = [
  line(
    "priya",
    days(1, 40),
    "# Before we open\n\n| what | who | until |\n| --- | --- | ---: |\n| sign at the door | Lea | Monday |\n| **deposits** | Mara | Tuesday |\n| soup | Tomas | *always* |\n\n- [x] keys for everybody\n- [ ] test the till with 0,01 €\n- [ ] ~~balloons~~",
  ),
  line(
    "samir",
    days(1, 30),
    'Try `bun run till --dry` first:\n\n```json\n{ "till": 1, "currency": "EUR", "dry": true }\n```\n\n> Nothing is booked.\n> It only prints.\n\nSee [the manual](https://bikes.example.org/till) and #launch.',
  ),
  line("noor", 50 * minute_ms, "שלום! The first customer wrote in Hebrew: מתי אתם פותחים?"),
  line("noor", 49 * minute_ms, "מתי אתם פותחים?"),
  line(
    "lea",
    40 * minute_ms,
    Array.from({ length: 40 }, (_, i) => `${i + 1}. What is on the list, and has to be done before Tuesday`).join("\n"),
  ),
  line("tomas", 20 * minute_ms, "🎉🚲"),
];

/** A server that nobody has set up yet. */
interface FreshServer {
  readonly url: string;
  readonly setup: string;
  /** Whether somebody has set it up meanwhile. */
  isTaken: boolean;
}

export interface Example extends AsyncDisposable {
  readonly server: TestServer;
  readonly fresh: FreshServer;
  /** mara's. */
  readonly token: string;
  readonly typeInLaunch: () => Promise<unknown>;
  readonly channels: Readonly<
    Record<"launch" | "empty" | "photos" | "withJonas" | "several" | "archived" | "outside" | "texts", Id>
  >;
  /** What stands after the # of links that work. */
  readonly secrets: Readonly<Record<"join" | "recover", string>>;
}

export async function openExample(): Promise<Example> {
  const server = await startServer();
  const people = await enter(server);
  const as = <N extends CommandName>(by: Author, name: N, fields: FieldsOf<N>) =>
    call(server.url, people[by].token, name, fields);
  const others = (["jonas", "aiko", "samir", "lea", "tomas", "priya", "noor", "ship"] as const).map(
    (by) => people[by].id,
  );
  const make = async (name: string, topic = "", kind: "public" | "private" = "public") => {
    const { channel } = await as("mara", "channel.create", { kind, name, ...(topic !== "" && { topic }) });
    await as("mara", "member.add", { channel, users: others });
    return channel;
  };
  const times: { channel: Id; seq: number; at: number }[] = [];
  const now_ms = Date.now();
  let drawn = 0;
  const say = async (channel: Id, lines: readonly Line[]) => {
    for (const { by, before_ms, body, becomes, pictures = [] } of lines) {
      const attachments: Id[] = [];
      for (const [name, width, height, moves] of pictures) {
        const still = scenery(width, height, drawn++);
        const bytes = moves ? pngThatMoves(width, height, still, scenery(width, height, drawn++)) : still;
        attachments.push((await upload(server.url, people[by].token, Uint8Array.from(bytes), { name })).id);
      }
      const { seq } = await as(by, "message.send", { channel, body, ...(attachments.length > 0 && { attachments }) });
      times.push({ channel, seq, at: now_ms - before_ms });
      if (becomes === "edited") await as(by, "message.edit", { channel, seq, body: `${body} ` });
      if (becomes === "deleted") await as(by, "message.delete", { channel, seq });
    }
  };

  const opening = await make("launch", "Opening on 1 December: what is left to do, and who does it");
  await say(opening, launch.slice(0, -3));
  await as("mara", "read.set", { channel: opening, seq: times.at(-1)?.seq ?? 0 });
  await say(opening, launch.slice(-3));
  for (const [name, lines] of Object.entries(elsewhere)) await say(await make(name), lines);
  const bookings = await make("bookings", "Questions of customers");
  await as("mara", "channel.set_notify", { channel: bookings, notify: "nothing" });
  const empty = await make("ideas");
  const album = await make("photos");
  await say(album, photos);
  await as("mara", "read.set", { channel: album, seq: times.at(-1)?.seq ?? 0 });
  const shop = await make("shop");
  await say(shop, texts);
  await as("mara", "read.set", { channel: shop, seq: times.at(-1)?.seq ?? 0 });
  await make("team leads", "Only us", "private");
  const archived = await make("old shop", "Until 2024");
  await as("mara", "channel.archive", { channel: archived });
  const { channel: outside } = await as("jonas", "channel.create", {
    kind: "public",
    name: "cargo bikes",
    topic: "Everything that carries more than one",
  });
  const direct = async (...users: Author[]) =>
    (await as("mara", "channel.open_direct", { users: users.map((user) => people[user].id) })).channel;
  const jonas = await direct("jonas");
  await say(jonas, withJonas);
  await say(await direct("aiko"), [line("aiko", 20 * minute_ms, "Do you have five minutes?")]);
  await direct("noor");
  const several = await direct("lea", "tomas");

  const { invite } = await as("mara", "invite.create", { role: "member" });
  const join = await as("mara", "invite.link", { invite: invite.id });
  const recover = await as("mara", "user.recover", { user: people.noor.id });

  await server.stop();
  look(server.dataDir, (db) => {
    const set = db.prepare(
      "UPDATE messages SET at = ?3 WHERE seq = ?2 AND channel = (SELECT n FROM channels WHERE id = ?1)",
    );
    for (const { channel, seq, at } of times) set.run(channel, seq, at);
  });
  await server.start();
  const sockets = await Promise.all(
    (["jonas", "aiko", "priya", "samir"] as const).map((by) => Socket.enter(server.url, people[by].token)),
  );
  await sockets[1]?.do("presence.set", { state: "away" });
  const fresh = await startServer();
  return {
    server,
    fresh: { url: fresh.url, setup: fresh.setup ?? "", isTaken: false },
    typeInLaunch: async () => sockets[0]?.do("typing.set", { channel: opening }),
    channels: { launch: opening, empty, photos: album, withJonas: jonas, several, archived, outside, texts: shop },
    token: people.mara.token,
    secrets: { join: join.secret, recover: recover.secret },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.cut();
      await fresh[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Entered {
  readonly id: Id;
  readonly token: string;
}

/** Makes everybody a user. */
async function enter(server: TestServer): Promise<Readonly<Record<Author, Entered>>> {
  const { url, setup: secret = "" } = server;
  const person = (handle: Handle) => ({
    handle,
    name: handle[0]?.toUpperCase() + handle.slice(1),
    password,
    bearer: true,
  });
  const owner = await call(url, undefined, "setup.finish", { secret, ...person("mara") });
  const { token = "" } = owner;
  const people: Record<string, Entered> = { mara: { id: owner.user.id, token } };
  const { invite } = await call(url, token, "invite.create", { role: "member", uses: handles.length });
  const link = await call(url, token, "invite.link", { invite: invite.id });
  for (const handle of handles.slice(1)) {
    const { user, token: own = "" } = await call(url, undefined, "invite.accept", {
      secret: link.secret,
      ...person(handle),
    });
    people[handle] = { id: user.id, token: own };
  }
  const data = ["--data", server.dataDir];
  await printed(["user", "create", "ship", "--role", "member", "--kind", "bot", "--name", "Ship", ...data]);
  const { users } = await call(url, token, "user.find", { query: "ship" });
  const [bot] = users;
  if (bot) people["ship"] = { id: bot.id, token: await printed(["token", "create", "ship", ...data]) };
  return people as Record<Author, Entered>;
}
