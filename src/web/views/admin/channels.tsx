import { type Signal, useSignal } from "@preact/signals";
import type { AnswerOf } from "../../../protocol/commands.ts";
import type { Id } from "../../../protocol/id.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Channel } from "../../../sdk/model.ts";
import { words } from "../../language/language.ts";
import { dialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { channelPath } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { mayRun } from "../right.ts";
import { Confirm } from "../settings/confirm.tsx";
import { PlaceLink } from "../settings/link.tsx";
import { say } from "../settings/said.tsx";
import { More } from "../more.tsx";
import { usePages } from "../pages.ts";
import { Rows } from "./rows.tsx";

type Listed = AnswerOf<"channel.browse">["channels"][number];
interface Asked {
  readonly does: "rename" | "archive";
  readonly channel: Channel;
}

/** All public channels, and the private ones that one is in: with those one is in, one may do more. */
export function ChannelsSection() {
  const { client, channels } = useStore();
  const text = words().admin.channels;
  const query = useSignal("");
  const asked = useSignal<Asked | undefined>(undefined);
  const pages = usePages<Listed>(query.value, async (last) => {
    const answer = await client.do("channel.browse", {
      query: query.value,
      ...(last && { after: last.name }),
    });
    return { records: answer.channels, more: answer.more ?? false };
  });
  const found = pages.found.value;
  const start = query.value.toLowerCase();
  const own = channels.value.filter(
    ({ kind, name = "" }) => kind === "private" && name.toLowerCase().startsWith(start),
  );
  return (
    <>
      <p class="lead">{text.lead}</p>
      <div class="filters">
        <Field
          name="query"
          type="search"
          label={text.search}
          value={query}
          maxLength={limits.query_bytes_max}
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
          }}
        />
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            dialog.value = { type: "create" };
          }}
        >
          <Icon name="plus" />
          {text.create}
        </button>
      </div>
      <p class="form-error" role="alert">
        {pages.error.value}
      </p>
      <Rows
        label={text.list}
        records={[...own, ...(found?.records ?? [])]}
        row={(listed) => <ChannelRow key={listed.channel} listed={listed} asked={asked} />}
      />
      <More pages={pages} isEmpty={own.length === 0} />
      {asked.value && (
        <ChannelDialog
          asked={asked.value}
          close={() => {
            asked.value = undefined;
          }}
        />
      )}
    </>
  );
}

interface ChannelRowProps {
  /** Private channels do not say how many are in them. */
  readonly listed: { readonly channel: Id } & Partial<Listed>;
  readonly asked: Signal<Asked | undefined>;
}

function ChannelRow({ listed, asked }: ChannelRowProps) {
  const store = useStore();
  const { client } = store;
  const text = words().admin.channels;
  const { channel: id, members } = listed;
  const own = store.channel(id);
  const ask = (next: Asked) => {
    asked.value = next;
  };
  const { name = "", topic, archived } = own ?? listed;
  const join = async () => {
    await client.do("channel.join", { channel: id });
    say(text.joined(name));
  };
  const unarchive = async () => {
    await client.do("channel.unarchive", { channel: id });
    say(text.unarchived(name));
  };
  const items: MenuItem[] = [];
  if (own && mayRun(own, store.me)) {
    if (!archived) items.push({ text: text.rename, run: () => ask({ does: "rename", channel: own }) });
    items.push(
      archived
        ? { text: text.unarchive, run: () => attempt(unarchive()) }
        : { text: text.archive, danger: true, run: () => ask({ does: "archive", channel: own }) },
    );
  }
  const facts = [
    members === undefined ? text.private : words().general.members(members),
    ...(topic === undefined ? [] : [topic]),
  ];
  return (
    <li class={archived ? "row gone" : "row"}>
      <Icon name={own?.kind === "private" ? "lock" : "hash"} />
      <span class="result-text">
        <bdi class="name">{name}</bdi>
        <span class="hint clipped">{facts.join(" · ")}</span>
      </span>
      {archived && <span class="chip-label">{text.archived}</span>}
      {own ? (
        <PlaceLink class="button small quiet" to={channelPath(id)} label={words().channel.openNamed(name)}>
          {text.open}
        </PlaceLink>
      ) : (
        !archived && (
          <button
            type="button"
            class="button small quiet"
            aria-label={text.joinLabel(name)}
            onClick={() => attempt(join())}
          >
            {text.join}
          </button>
        )
      )}
      {items.length > 0 ? (
        <Menu class="icon-button" label={words().admin.actions(name)} items={items}>
          <Icon name="more" />
        </Menu>
      ) : (
        <span class="row-no-menu" />
      )}
    </li>
  );
}

function ChannelDialog({ asked: { does, channel }, close }: { asked: Asked; close: () => void }) {
  const { client } = useStore();
  const text = words().admin.channels;
  const { channel: id, name = "" } = channel;
  if (does === "archive")
    return (
      <Confirm
        title={text.archiveTitle(name)}
        text={text.archiveText}
        action={text.archive}
        danger
        close={close}
        submit={async () => {
          await client.do("channel.archive", { channel: id });
          return text.archivedDone(name);
        }}
      />
    );
  return (
    <Confirm
      title={text.renameTitle(name)}
      action={text.rename}
      close={close}
      submit={async ({ name: next = "" }) => {
        await client.do("channel.rename", { channel: id, name: next.trim() });
        return text.renamed(next.trim());
      }}
    >
      <Field
        autofocus
        name="name"
        label={text.renameLabel}
        defaultValue={name}
        maxLength={limits.name_bytes_max}
        required
      />
    </Confirm>
  );
}
