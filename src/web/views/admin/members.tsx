import { type Signal, useSignal } from "@preact/signals";
import type { FieldsOf } from "../../../protocol/commands.ts";
import type { Role, User } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { Field } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { isAdmin, mayGrant, mayRecover, rolesFor } from "../right.ts";
import { Filter } from "./filter.tsx";
import { type Asked, MemberDialog } from "./member.tsx";
import { More } from "../more.tsx";
import { usePages } from "../pages.ts";
import { Rows } from "./rows.tsx";

const any = "any";
type Choice<V extends string | undefined> = NonNullable<V> | typeof any;
type Filters = FieldsOf<"user.list">;
const roles: readonly Role[] = ["owner", "admin", "member", "guest"];

/** Everybody, to be found, given another role, shut out, let in again, and helped to a new password. */
export function MembersSection() {
  const { client } = useStore();
  const text = words().admin.members;
  const query = useSignal("");
  const role = useSignal<Choice<Filters["role"]>>(any);
  const kind = useSignal<Choice<Filters["kind"]>>(any);
  const state = useSignal<Choice<Filters["state"]>>("active");
  const asked = useSignal<Asked | undefined>(undefined);
  const filters: Filters = {
    ...(query.value !== "" && { query: query.value }),
    ...(role.value !== any && { role: role.value }),
    ...(kind.value !== any && { kind: kind.value }),
    ...(state.value !== any && { state: state.value }),
  };
  const pages = usePages<User>(JSON.stringify(filters), async (last) => {
    const {
      users,
      total,
      more = false,
    } = await client.do("user.list", {
      ...filters,
      ...(last && { after: last.handle }),
    });
    return { records: users, total, more };
  });
  const found = pages.found.value;
  return (
    <>
      <p class="lead">{text.lead}</p>
      <div class="filters">
        <Field
          name="query"
          type="search"
          label={text.search}
          value={query}
          maxLength={64}
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
          }}
        />
        <Filter
          label={text.role}
          value={role.value}
          choices={[
            { value: any, label: text.any },
            ...roles.map((value) => ({ value, label: words().roleNames[value] })),
          ]}
          choose={(value) => {
            role.value = value;
          }}
        />
        <Filter
          label={text.kind}
          value={kind.value}
          choices={[
            { value: any, label: text.any },
            { value: "person", label: text.person },
            { value: "bot", label: text.bot },
          ]}
          choose={(value) => {
            kind.value = value;
          }}
        />
        <Filter
          label={text.state}
          value={state.value}
          choices={[
            { value: "active", label: text.active },
            { value: "deactivated", label: text.gone },
            { value: any, label: text.any },
          ]}
          choose={(value) => {
            state.value = value;
          }}
        />
      </div>
      <p class="form-error" role="alert">
        {pages.error.value}
      </p>
      <output class="hint">{found && text.count(found.total ?? 0)}</output>
      <Rows
        label={text.list}
        records={found?.records ?? []}
        row={(user) => <MemberRow key={user.id} listed={user} asked={asked} />}
      />
      <More pages={pages} />
      {asked.value && (
        <MemberDialog
          asked={asked.value}
          close={() => {
            asked.value = undefined;
          }}
        />
      )}
    </>
  );
}

function MemberRow({ listed, asked }: { listed: User; asked: Signal<Asked | undefined> }) {
  const { me, user: known } = useMember(listed);
  const text = words().admin.members;
  const isMe = known.id === me?.id;
  const ask = (next: Asked) => {
    asked.value = next;
  };
  const items: MenuItem[] = [];
  for (const role of known.deactivated ? [] : rolesFor(known, me))
    items.push({ text: text.makeRole[role], run: () => ask({ does: "role", user: known, role }) });
  if (mayRecover(known, me) && !isMe)
    items.push({ text: text.recover, run: () => ask({ does: "recover", user: known }) });
  if (known.avatar && mayGrant(known.role, me) && !isMe)
    items.push({ text: text.removePicture, run: () => ask({ does: "picture", user: known }) });
  if (mayGrant(known.role, me) && !isMe)
    items.push(
      known.deactivated
        ? { text: text.reactivate, run: () => ask({ does: "reactivate", user: known }) }
        : { text: text.deactivate, danger: true, run: () => ask({ does: "deactivate", user: known }) },
    );
  return (
    <li class={known.deactivated ? "row gone" : "row"}>
      <Avatar user={known.id} />
      <span class="result-text">
        <bdi class="name">{known.name}</bdi>
        <span class="handle">
          <bdi>@{known.handle}</bdi>
          {isMe && ` · ${text.isYou}`}
        </span>
      </span>
      {known.deactivated && <span class="chip-label danger">{text.isGone}</span>}
      {known.kind === "bot" && <span class="chip-label">{text.isBot}</span>}
      <span class={isAdmin(known) ? "chip-label accent" : "chip-label"}>{words().roleNames[known.role]}</span>
      {items.length > 0 ? (
        <Menu class="icon-button" label={words().admin.actions(known.name)} items={items}>
          <Icon name="more" />
        </Menu>
      ) : (
        <span class="row-no-menu" />
      )}
    </li>
  );
}

/** The user as known now, which may be later than when they were listed. */
function useMember(listed: User): { me: User | undefined; user: User } {
  const store = useStore();
  return { me: store.me, user: store.user(listed.id) ?? listed };
}
