import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Invite } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { attempt } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { CopyField } from "../copy.tsx";
import { Form } from "../form.tsx";
import { firstInvite, InviteFields, inviteOf } from "../invitefields.tsx";
import { QrCode } from "../qr.tsx";
import { dateTime } from "../time.ts";
import { DialogFrame } from "./frame.tsx";

/** A link to hand out, at once; under it the other links, and a form for one of another kind. */
export function InviteDialog() {
  const { client, me } = useStore();
  const invites = useSignal<readonly Invite[]>([]);
  const shown = useSignal<Invite | undefined>(undefined);
  /** What stands below the links would move away under the pointer when they come. */
  const isLoaded = useSignal(false);
  useEffect(() => {
    const load = async () => {
      const known = await client.do("invite.list", {});
      const own = known.invites.findLast(({ author, role }) => author === me?.id && role === firstInvite.role);
      const invite = own ?? (await client.do("invite.create", firstInvite)).invite;
      invites.value = own ? known.invites : [...known.invites, invite];
      shown.value = invite;
    };
    attempt(
      load().finally(() => {
        isLoaded.value = true;
      }),
    );
    // Once, when it opens.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const revoke = async (invite: Invite) => {
    await client.do("invite.revoke", { invite: invite.id });
    invites.value = invites.value.filter(({ id }) => id !== invite.id);
    if (shown.value?.id === invite.id) shown.value = invites.value.at(-1);
  };
  return (
    <DialogFrame title={words().general.invitePeople}>
      {shown.value && <Link key={shown.value.id} invite={shown.value} />}
      {invites.value.length > 0 && (
        <section class="dialog-section">
          <h3>{words().invite.works}</h3>
          <ul class="results" aria-label={words().invite.list}>
            {invites.value.map((invite) => (
              <InviteRow key={invite.id} invite={invite} shown={shown} revoke={() => attempt(revoke(invite))} />
            ))}
          </ul>
        </section>
      )}
      {isLoaded.value && <NewLink invites={invites} shown={shown} />}
    </DialogFrame>
  );
}

interface InviteRowProps {
  readonly invite: Invite;
  readonly shown: Signal<Invite | undefined>;
  readonly revoke: () => void;
}

function InviteRow({ invite, shown, revoke }: InviteRowProps) {
  const { forRole, terms, ...text } = words().invite;
  const { doesTo } = words().general;
  const name = forRole(invite.role);
  const until = terms(invite.uses_left, dateTime(invite.expires));
  const which = `${name}, ${until}`;
  const isShown = invite.id === shown.value?.id;
  return (
    <li class={isShown ? "result invite current" : "result invite"}>
      <span class="result-text">
        <span class="name">{name}</span>
        <span class="hint">{until}</span>
      </span>
      <span class="row-buttons">
        <button
          type="button"
          class="button small quiet"
          aria-pressed={isShown}
          aria-label={doesTo(text.show, which)}
          onClick={() => {
            shown.value = invite;
          }}
        >
          {text.show}
        </button>
        <button
          type="button"
          class="button small quiet danger"
          aria-label={doesTo(text.revoke, which)}
          onClick={revoke}
        >
          {text.revoke}
        </button>
      </span>
    </li>
  );
}

function Link({ invite }: { invite: Invite }) {
  const { client } = useStore();
  const link = useSignal("");
  useEffect(() => {
    const load = async () => {
      const { secret } = await client.do("invite.link", { invite: invite.id });
      link.value = `${location.origin}/join#${secret}`;
    };
    attempt(load());
  }, [client, invite.id, link]);
  return (
    <section class="invite-link">
      {link.value === "" ? <div class="qr" /> : <QrCode text={link.value} label={words().invite.qr} />}
      <CopyField label={words().invite.link} text={link.value} />
      <p class="hint">{words().invite.linkHint(invite.role, invite.uses_left, dateTime(invite.expires))}</p>
    </section>
  );
}

interface NewLinkProps {
  readonly invites: Signal<readonly Invite[]>;
  readonly shown: Signal<Invite | undefined>;
}

function NewLink({ invites, shown }: NewLinkProps) {
  const { client } = useStore();
  return (
    <details class="dialog-section">
      <summary>{words().invite.another}</summary>
      <Form
        action={words().invite.make}
        submit={async (fields) => {
          const { invite } = await client.do("invite.create", inviteOf(fields));
          invites.value = [...invites.value, invite];
          shown.value = invite;
        }}
      >
        <InviteFields text={words().invite} />
      </Form>
    </details>
  );
}
