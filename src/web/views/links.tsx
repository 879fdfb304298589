import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Channel } from "../../sdk/model.ts";
import { whenIdle } from "../state/idle.ts";
import { isDrawer } from "../state/layout.ts";
import { currentChannel } from "../state/place.ts";
import { ChannelLink } from "./channellink.tsx";
import { inGroups } from "./groups.ts";

/** So many are laid out and painted, or not, together. */
const group_links = 10;
/** A group is at least so high, however dense the list is. */
const group_px_min = 280;
/** So many groups are drawn at a time when nothing else is to do, and so long that is waited for; not before what is in sight is there. */
const step_groups = 2;
const idle_ms_max = 1000;
const rest_ms = 1500;

/** Links to channels: at first those that may be in sight, since hundreds take longer to draw than all the rest of the page; in a drawer none are. */
export function Links({ channels }: { channels: readonly Channel[] }) {
  const sight_groups = Math.ceil(innerHeight / group_px_min);
  const first_groups = isDrawer() ? 0 : sight_groups;
  const list = useRef<HTMLUListElement>(null);
  const drawn = useSignal(first_groups);
  const groups = inGroups(channels, group_links);
  const isAll = drawn.value >= groups.length;
  // When all is drawn, another current channel changes nothing here.
  const current = isAll ? undefined : currentChannel();
  const at = current === undefined ? -1 : groups.findIndex((group) => group.some(({ channel }) => channel === current));
  // The list is scrolled to the current one, which is then the last in sight.
  const isDrawn = (i: number) => i < drawn.value || (drawn.value > 0 && i <= at && i > at - sight_groups);
  useEffect(() => {
    if (isAll) return undefined;
    const more = () => {
      drawn.value += step_groups;
    };
    const timer = setTimeout(() => whenIdle(more, idle_ms_max), drawn.value === first_groups ? rest_ms : 0);
    return () => clearTimeout(timer);
  }, [drawn, drawn.value, isAll, first_groups]);
  useEffect(() => {
    const all = list.current;
    if (isAll || !all) return undefined;
    // Who scrolls, or opens the drawer, does not wait for the others.
    const observer = new IntersectionObserver((seen) => {
      const last = seen.findLast(({ isIntersecting }) => isIntersecting)?.target;
      if (last) drawn.value = Math.max(drawn.value, [...all.children].indexOf(last) + sight_groups);
    });
    for (const group of all.children) if (group.childElementCount === 0) observer.observe(group);
    return () => observer.disconnect();
  }, [drawn, drawn.value, isAll, sight_groups]);
  return (
    // What is between a list and its items says nothing: the roles say that they belong together all the same.
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <ul ref={list} role="list">
      {groups.map((group, i) => (
        <div key={i} role="none" class="links" style={{ "--links": group.length }}>
          {isDrawn(i) && group.map(({ channel }) => <ChannelLink key={channel} id={channel} />)}
        </div>
      ))}
    </ul>
  );
}
