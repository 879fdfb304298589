import { limits } from "../../../protocol/limits.ts";
import type { Id } from "../../../protocol/id.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { channelPath, go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { DialogFrame } from "./frame.tsx";
import { useLookup } from "./lookup.ts";

export function BrowseDialog() {
  const store = useStore();
  const { client } = store;
  const lookup = useLookup((query) => client.do("channel.browse", { query, limit: limits.page_records_max }));
  const channels = lookup.found.value?.channels ?? [];
  const open = (channel: Id) => {
    closeDialog();
    go(channelPath(channel));
  };
  const join = async (channel: Id) => {
    await client.do("channel.join", { channel });
    open(channel);
  };
  return (
    <DialogFrame title="Browse channels">
      <Field
        name="query"
        label="Find a channel by its name"
        type="search"
        autofocus
        value={lookup.query}
        onInput={({ currentTarget }) => lookup.set(currentTarget.value)}
      />
      <p class="form-error" role="alert">
        {lookup.error.value}
      </p>
      <ul class="results" aria-label="Public channels">
        {channels.map(({ channel, name, topic, members, archived }) => {
          const isMember = store.channel(channel) !== undefined;
          return (
            <li key={channel} class="result">
              <Icon name="hash" />
              <span class="result-text">
                <bdi class="name">{name}</bdi>
                <span class="hint">
                  {members === 1 ? "1 member" : `${members} members`}
                  {archived ? " · archived" : ""}
                  {topic === undefined ? "" : ` · ${topic}`}
                </span>
              </span>
              {(isMember || !archived) && (
                <button
                  type="button"
                  class={isMember ? "button small quiet" : "button small"}
                  aria-label={`${isMember ? "Open" : "Join"} ${name}`}
                  onClick={() => (isMember ? open(channel) : attempt(join(channel)))}
                >
                  {isMember ? "Open" : "Join"}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {lookup.found.value && channels.length === 0 && <p class="hint">There is no public channel of this name.</p>}
      {lookup.found.value?.more && <p class="hint">There are more: write the begin of the name.</p>}
    </DialogFrame>
  );
}
