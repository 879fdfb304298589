import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../../protocol/id.ts";
import { limits } from "../../../protocol/limits.ts";
import type { User } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { Field, Form } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { openDirect } from "../direct.ts";
import { DialogFrame } from "./frame.tsx";
import { useLookup } from "./lookup.ts";

export function DirectDialog() {
  const store = useStore();
  return (
    <PeopleDialog
      title={words().general.writeToSomebody}
      action={words().people.startWriting}
      people_max={limits.direct_users_max - 1}
      leaveOut={[]}
      take={(users) => openDirect(store, users)}
    />
  );
}

export function AddDialog({ channel }: { channel: Id }) {
  const store = useStore();
  const members = store.members.get(channel)?.list;
  // Who is in the channel already is not to be found.
  useEffect(() => {
    if (!members) attempt(store.client.loadMembers(channel));
  }, [store, channel, members]);
  return (
    <PeopleDialog
      title={words().general.addPeople}
      action={words().people.add}
      people_max={limits.users_per_command_max}
      leaveOut={[...(members?.keys() ?? [])]}
      take={(users) => store.client.do("member.add", { channel, users })}
    />
  );
}

interface PeopleDialogProps {
  readonly title: string;
  readonly action: string;
  readonly people_max: number;
  readonly leaveOut: readonly Id[];
  readonly take: (users: Id[]) => Promise<unknown>;
}

/** Finds people by handle or name, and does something with those that were chosen. */
function PeopleDialog({ title, action, people_max, leaveOut, take }: PeopleDialogProps) {
  const { client } = useStore();
  const chosen = useSignal<readonly User[]>([]);
  const isOffered = ({ id, deactivated }: User) =>
    !deactivated && !leaveOut.includes(id) && !chosen.value.some((other) => other.id === id);
  const find = async (query: string) => (await client.do("user.find", { query, limit: 20 })).users;
  const lookup = useLookup(find);
  const found = (lookup.found.value ?? []).filter(isOffered);
  const choose = (user: User, form: HTMLFormElement | null) => {
    if (chosen.value.length >= people_max) return;
    chosen.value = [...chosen.value, user];
    lookup.set("");
    form?.querySelector("input")?.focus();
  };
  return (
    <DialogFrame title={title}>
      <Form
        action={action}
        submit={async () => {
          const query = lookup.query.value;
          // Asked for anew: what is shown may still be what an earlier query found.
          const [first] = chosen.value.length > 0 || query === "" ? [] : (await find(query)).filter(isOffered);
          const users = first ? [first] : chosen.value;
          if (users.length === 0) return;
          await take(users.map(({ id }) => id));
          closeDialog();
        }}
      >
        <Field
          name="query"
          label={words().people.query}
          type="search"
          autofocus
          autocomplete="off"
          value={lookup.query}
          onInput={({ currentTarget }) => lookup.set(currentTarget.value)}
        />
        {chosen.value.length > 0 && (
          <ul class="chosen" aria-label={words().people.chosen}>
            {chosen.value.map((user) => (
              <li key={user.id}>
                <button
                  type="button"
                  class="chip"
                  aria-label={words().people.takeOut(user.name)}
                  onClick={() => {
                    chosen.value = chosen.value.filter(({ id }) => id !== user.id);
                  }}
                >
                  <bdi>{user.name}</bdi>
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <ul class="results" aria-label={words().people.found}>
          {found.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                class="result choosable"
                onClick={({ currentTarget }) => choose(user, currentTarget.form)}
              >
                <Avatar user={user.id} />
                <span class="result-text">
                  <bdi class="name">{user.name}</bdi>
                  <span class="hint">
                    <bdi>@{user.handle}</bdi>
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p class="form-error" role="alert">
          {lookup.error.value}
        </p>
        <output class="hint">
          {found.length === 0 &&
            (lookup.isLooking ? words().general.loading : chosen.value.length === 0 && words().people.noneFound)}
        </output>
      </Form>
    </DialogFrame>
  );
}
