import { useSignal } from "@preact/signals";
import type { AnswerOf } from "../../../protocol/commands.ts";
import type { Id } from "../../../protocol/id.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { channelPath, go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { More } from "../more.tsx";
import { usePages } from "../pages.ts";
import { DialogFrame } from "./frame.tsx";

type Listed = AnswerOf<"channel.browse">["channels"][number];

export function BrowseDialog() {
  const store = useStore();
  const { client } = store;
  const query = useSignal("");
  const pages = usePages<Listed>(query.value, async (last) => {
    const { channels, more = false } = await client.do("channel.browse", {
      query: query.value,
      ...(last && { after: last.name }),
    });
    return { records: channels, more };
  });
  const found = pages.found.value;
  const open = (channel: Id) => {
    closeDialog();
    go(channelPath(channel));
  };
  const join = async (channel: Id) => {
    await client.do("channel.join", { channel });
    open(channel);
  };
  return (
    <DialogFrame title={words().general.browseChannels}>
      <Field
        name="query"
        label={words().channel.find}
        type="search"
        autofocus
        value={query}
        onInput={({ currentTarget }) => {
          query.value = currentTarget.value;
        }}
      />
      <p class="form-error" role="alert">
        {pages.error.value}
      </p>
      <ul class="results" aria-label={words().channel.publicChannels}>
        {found?.records.map(({ channel, name, topic, members, archived }) => {
          const isMember = store.channel(channel) !== undefined;
          return (
            <li key={channel} class="result">
              <Icon name="hash" />
              <span class="result-text">
                <bdi class="name">{name}</bdi>
                <span class="hint">
                  {[words().general.members(members), archived && words().channel.archivedMark, topic]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
              {(isMember || !archived) && (
                <button
                  type="button"
                  class={isMember ? "button small quiet" : "button small"}
                  aria-label={isMember ? words().channel.openNamed(name) : words().channel.joinNamed(name)}
                  onClick={() => (isMember ? open(channel) : attempt(join(channel)))}
                >
                  {isMember ? words().channel.open : words().channel.join}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <output class="hint">
        {found
          ? found.records.length === 0 && words().channel.noneFound
          : pages.error.value === "" && words().general.loading}
      </output>
      <More pages={pages} isEmpty={false} />
    </DialogFrame>
  );
}
