import type { Id } from "../../protocol/id.ts";
import { isMembersOpen } from "../state/layout.ts";
import { channelPath, go } from "../state/place.ts";
import type { Store } from "../state/store.ts";

/** Goes to the direct channel with these users. */
export async function openDirect({ client }: Store, users: Id[]): Promise<Id> {
  const { channel } = await client.do("channel.open_direct", { users });
  isMembersOpen.value = false;
  go(channelPath(channel));
  return channel;
}
