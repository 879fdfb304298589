import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { type ChannelDialog, dialog, isMembersOpen } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { MutedMark } from "./channellink.tsx";
import { ChannelMark } from "./channelmark.tsx";
import { DrawerButton } from "./drawer.tsx";
import { Icon } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { ChannelName } from "./name.tsx";
import { mayAdd, mayRun, maySetTopic } from "./right.ts";

export function ChannelHeader({ channel }: { channel: Channel }) {
  return (
    <header class="channel-header">
      <DrawerButton />
      <div class="channel-title">
        <h2>
          <ChannelMark channel={channel} dot />
          <ChannelName channel={channel} />
          {channel.notify === "nothing" && <MutedMark />}
        </h2>
        {channel.topic !== undefined && <Topic text={channel.topic} />}
      </div>
      <IconButton
        icon="people"
        label={words().members.title}
        aria-expanded={isMembersOpen.value}
        onClick={() => {
          isMembersOpen.value = !isMembersOpen.value;
        }}
      />
      <ChannelMenu channel={channel} />
    </header>
  );
}

export function Topic({ text }: { text: string }) {
  return (
    <p class="topic" title={text} dir="auto">
      {text}
    </p>
  );
}

function ChannelMenu({ channel }: { channel: Channel }) {
  const { client, me } = useStore();
  const { channel: id, kind, archived } = channel;
  const open = (type: ChannelDialog) => () => {
    dialog.value = { type, channel: id };
  };
  const items: MenuItem[] = [];
  if (mayAdd(channel, me)) items.push({ text: words().general.addPeople, run: open("add") });
  items.push({ text: words().settings.sections.notifications, run: open("notify") });
  if (mayRun(channel, me) && !archived) items.push({ text: words().channel.rename, run: open("rename") });
  if (maySetTopic(channel, me)) items.push({ text: words().channel.changeTopic, run: open("topic") });
  if (mayRun(channel, me) && archived)
    items.push({
      text: words().channel.unarchive,
      run: () => attempt(client.do("channel.unarchive", { channel: id })),
    });
  if (mayRun(channel, me) && !archived) items.push({ text: words().channel.archive, run: open("archive") });
  if (kind !== "direct") items.push({ text: words().channel.leave, run: open("leave"), danger: true });
  return (
    <Menu class="icon-button" label={words().channel.actions} items={items}>
      <Icon name="more" />
    </Menu>
  );
}
