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
  passwords: 0,
  used: true,
};

test("memberships are found like those in a Map, and stand in the order of the channels' numbers", () => {
  const random = seeded(1);
  const channels = Array.from({ length: 40 }, (_, i) => ({ n: i + 1 }) as Channel);
  const memberships = new Memberships();
  const expected = new Map<Channel, Membership>();
  for (let i = 0; i < 2000; i++) {
    const channel = channels[Math.floor(random() * channels.length)];
    if (!channel) continue;
    if (random() < 0.5) {
      const membership: Membership = { channel, user, role: "member", read: i };
      memberships.set(channel, membership);
      expected.set(channel, membership);
    } else {
      memberships.delete(channel);
      expected.delete(channel);
    }
    expect(memberships.get(channel)).toBe(expected.get(channel));
    expect(memberships.has(channel)).toBe(expected.has(channel));
    const sorted = [...expected.values()].sort((a, b) => a.channel.n - b.channel.n);
    expect(memberships.values()).toEqual(sorted);
    expect([...memberships.keys()]).toEqual(sorted.map((one) => one.channel));
  }
});
