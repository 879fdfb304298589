import type { Id } from "../../protocol/id.ts";
import { isDrawer } from "../state/layout.ts";
import { currentChannel, isOpenChannel } from "../state/place.ts";
import { ChannelLink } from "./channellink.tsx";
import { Groups } from "./groups.tsx";

/** So many are drawn together. */
export const group_links = 10;
/** A group is at least so high, however dense the list is. */
const group_px_min = 280;

/** Links to channels. In a drawer none are drawn before it is opened. */
export function Links({ channels }: { channels: readonly Id[] }) {
  const first = isDrawer() ? [] : firstInSight(channels);
  // The list is scrolled to the open one, wherever it is.
  return (
    <Groups items={channels} size={group_links} class="links" first={first} draw={linkTo} isKept={isOpenChannel} />
  );
}

function linkTo(channel: Id) {
  return <ChannelLink key={channel} id={channel} />;
}

/** The groups at the begin, and those up to the current channel: the list is scrolled to it, which is then the last in sight. */
function firstInSight(channels: readonly Id[]): number[] {
  const sight_groups = Math.ceil(innerHeight / group_px_min);
  const current = currentChannel();
  const at = Math.floor(channels.findIndex((channel) => channel === current) / group_links);
  return Array.from({ length: sight_groups }, (_, i) => [i, at - i]).flat();
}
