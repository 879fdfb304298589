import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Invite } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { attempt } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { copyText } from "../clipboard.ts";
import { CopyField } from "../copy.tsx";
import { Form } from "../form.tsx";
import { Icon } from "../icon.tsx";
import { InviteFields, inviteOf } from "../invitefields.tsx";
import { UserName } from "../name.tsx";
import { mayGrant } from "../right.ts";
import { Confirm } from "../settings/confirm.tsx";
import { say } from "../settings/said.tsx";
import { dateTime } from "../time.ts";

/** The links by which people join. */
export function InvitesSection() {
  const { client, me, isCutOff } = useStore();
  const text = words().admin.invites;
  const invites = useSignal<readonly Invite[] | undefined>(undefined);
  /** The links that are shown, by their invites. */
  const links = useSignal<Readonly<Record<Invite["id"], string>>>({});
  const revoking = useSignal<Invite | undefined>(undefined);
  useEffect(() => {
    if (isCutOff) return;
    attempt(
      client.do("invite.list", {}).then((answer) => {
        invites.value = answer.invites.toReversed();
      }),
    );
  }, [client, invites, isCutOff]);
  const show = async (invite: Invite["id"]) => {
    const { secret } = await client.do("invite.link", { invite });
    const link = `${location.origin}/join#${secret}`;
    links.value = { ...links.value, [invite]: link };
    return link;
  };
  const copy = async (invite: Invite["id"]) => {
    const link = await show(invite);
    // Where the browser does not let it, the person copies it from the field that is shown now.
    await copyText(link).then(
      () => say(text.copied),
      () => undefined,
    );
  };
  return (
    <>
      <p class="lead">{text.lead}</p>
      <section class="panel" aria-label={text.new}>
        <h3>{text.new}</h3>
        <Form
          action={text.create}
          submit={async (fields) => {
            const { invite } = await client.do("invite.create", inviteOf(fields));
            invites.value = [invite, ...(invites.value ?? [])];
            await show(invite.id);
            say(text.created);
          }}
        >
          <InviteFields text={text} />
        </Form>
      </section>
      <h3>{text.list}</h3>
      {invites.value?.length === 0 && <p class="hint">{text.none}</p>}
      <ul class="rows" aria-label={text.list}>
        {invites.value?.map((invite) => {
          const role = words().roleNames[invite.role];
          const link = links.value[invite.id];
          const terms = [text.uses_left(invite.uses_left), text.until(dateTime(invite.expires))];
          const which = [role, ...terms].join(", ");
          return (
            <li key={invite.id} class="row wrapping">
              <Icon name="invite" />
              <span class="result-text">
                <span class="name">{role}</span>
                <span class="hint">
                  {terms.join(" · ")}
                  {" · "}
                  <UserName user={invite.author} />
                </span>
              </span>
              <span class="row-buttons">
                {mayGrant(invite.role, me) && (
                  <button
                    type="button"
                    class="button small quiet"
                    aria-label={words().general.doesTo(text.copy, which)}
                    onClick={() => attempt(copy(invite.id))}
                  >
                    {text.copy}
                  </button>
                )}
                <button
                  type="button"
                  class="button small quiet danger"
                  aria-label={words().general.doesTo(text.revoke, which)}
                  onClick={() => {
                    revoking.value = invite;
                  }}
                >
                  {text.revoke}
                </button>
              </span>
              {link !== undefined && (
                <div class="row-more">
                  <CopyField label={text.link} text={link} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {revoking.value && (
        <Confirm
          title={text.revokeTitle}
          text={text.revokeText}
          action={text.revoke}
          danger
          close={() => {
            revoking.value = undefined;
          }}
          submit={async () => {
            const gone = revoking.value;
            if (gone) await client.do("invite.revoke", { invite: gone.id });
            invites.value = invites.value?.filter(({ id }) => id !== gone?.id);
            return text.revoked;
          }}
        />
      )}
    </>
  );
}
