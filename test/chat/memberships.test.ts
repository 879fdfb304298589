import { expect, test } from "bun:test";
import type { Channel, Membership, User } from "../../src/chat/directory.ts";
import { Memberships } from "../../src/chat/memberships.ts";
import { seeded } from "../support/random.ts";

const user: User = {
  n: 1,
  id: "AAAAAAAAAAAAAAAA" as User["id"],
  handle: "ana",
  handle_key: "ana",
  name: "Ana",
  role: "owner",
  kind: "person",
  deactivated: false,
  rev: 1,
  avatar: undefined,
  memberships: undefined,
  here: undefined,
  passwords: 0,
  used: true,
};

test("memberships are found like those in a Map, and stand in the order of the channels' numbers", () => {
  const random = seeded(1);
  const channels = Array.from({ length: 40 }, (_, i) => ({ n: i + 1 }) as Channel);
  const memberships = new Memberships(user);
  const expected = new Map<Channel, Membership>();
  for (let i = 0; i < 2000; i++) {
    const channel = channels[Math.floor(random() * channels.length)];
    if (!channel) continue;
    if (random() < 0.5) {
      const role = random() < 0.3 ? "owner" : "member";
      const notify = random() < 0.3 ? "nothing" : random() < 0.3 ? "all" : "mentions";
      const membership: Membership = { channel, user, role, read: i, notify };
      memberships.set(channel, membership);
      expected.set(channel, membership);
    } else {
      memberships.delete(channel);
      expected.delete(channel);
    }
    expect(memberships.get(channel)).toEqual(expected.get(channel));
    expect(memberships.has(channel)).toBe(expected.has(channel));
    const sorted = [...expected.values()].sort((a, b) => a.channel.n - b.channel.n);
    expect(memberships.values()).toEqual(sorted);
    expect(memberships.keys()).toEqual(sorted.map((one) => one.channel));
  }
});

test("memberships that come together are in order too, with their roles, positions and notification levels", () => {
  const [first, second] = [{ n: 1 } as Channel, { n: 2 } as Channel];
  const later = { channel: second, role: "owner", read: 7, notify: "all" } as const;
  const memberships = new Memberships(user, [later, { channel: first, role: "member", read: 3, notify: "mentions" }]);
  expect(memberships.values()).toEqual([
    { channel: first, user, role: "member", read: 3, notify: "mentions" },
    { ...later, user },
  ]);
});
