import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import type { Session } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt, notify } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { PasswordField } from "../entry/person.tsx";
import { Field, Form } from "../form.tsx";
import { dateTime } from "../time.ts";
import { DialogFrame } from "./frame.tsx";

/** One's name, sessions and password. */
export function AccountDialog() {
  return (
    <DialogFrame title={words().account.title}>
      <NameForm />
      <section class="dialog-section">
        <h3>{words().account.sessions}</h3>
        <Sessions />
      </section>
      <section class="dialog-section">
        <h3>{words().account.changePassword}</h3>
        <p class="hint">{words().account.changeMeans}</p>
        <PasswordForm />
      </section>
    </DialogFrame>
  );
}

function NameForm() {
  const { client, me } = useStore();
  return (
    <Form
      action={words().account.saveName}
      submit={async ({ name = "" }) => {
        await client.do("user.rename", { name: name.trim() });
        notify(words().account.nameChanged);
      }}
    >
      <Field
        name="name"
        label={words().entry.yourName}
        autocomplete="name"
        defaultValue={me?.name ?? ""}
        maxLength={limits.name_bytes_max}
        required
      />
    </Form>
  );
}

function Sessions() {
  const { client } = useStore();
  const sessions = useSignal<readonly Session[]>([]);
  useEffect(() => {
    attempt(
      client.do("session.list", {}).then((answer) => {
        sessions.value = answer.sessions.toSorted(
          (a, b) => Number(b.current ?? false) - Number(a.current ?? false) || b.created - a.created,
        );
      }),
    );
  }, [client, sessions]);
  const revoke = async (id: Session["id"]) => {
    await client.do("session.revoke", { session: id });
    sessions.value = sessions.value.filter((session) => session.id !== id);
  };
  return (
    <ul class="results" aria-label={words().account.sessions}>
      {sessions.value.map(({ id, label, created, current }) => (
        <li key={id} class="result">
          <span class="result-text">
            <bdi class="name">{label === "" ? words().account.aDevice : label}</bdi>
            <span class="hint">{current ? words().account.thisDevice : words().account.since(dateTime(created))}</span>
          </span>
          {!current && (
            <button
              type="button"
              class="button small quiet"
              aria-label={words().account.signOutDevice(label === "" ? words().account.aDevice : label)}
              onClick={() => attempt(revoke(id))}
            >
              {words().general.signOut}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function PasswordForm() {
  const { client, me } = useStore();
  return (
    <Form
      action={words().account.changePassword}
      submit={async ({ current = "", password = "" }) => {
        await client.do("password.change", { current, password });
        closeDialog();
        notify(words().account.passwordChanged);
      }}
    >
      <input type="text" name="username" autocomplete="username" value={me?.handle} hidden readOnly />
      <Field
        name="current"
        label={words().account.currentPassword}
        type="password"
        autocomplete="current-password"
        required
      />
      <PasswordField label={words().entry.newPassword} />
    </Form>
  );
}
