import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import type { Session } from "../../../protocol/records.ts";
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
    <DialogFrame title="Your account">
      <NameForm />
      <section class="dialog-section">
        <h3>Sessions</h3>
        <Sessions />
      </section>
      <section class="dialog-section">
        <h3>Change the password</h3>
        <p class="hint">It signs you out everywhere but here.</p>
        <PasswordForm />
      </section>
    </DialogFrame>
  );
}

function NameForm() {
  const { client, me } = useStore();
  return (
    <Form
      action="Save the name"
      submit={async ({ name = "" }) => {
        await client.do("user.rename", { name: name.trim() });
        notify("Your name is changed.");
      }}
    >
      <Field
        name="name"
        label="Your name"
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
    <ul class="results" aria-label="Sessions">
      {sessions.value.map(({ id, label, created, current }) => (
        <li key={id} class="result">
          <span class="result-text">
            <bdi class="name">{label === "" ? "A device" : label}</bdi>
            <span class="hint">{current ? "This device" : `Since ${dateTime(created)}`}</span>
          </span>
          {!current && (
            <button
              type="button"
              class="button small quiet"
              aria-label={`Sign out ${label}`}
              onClick={() => attempt(revoke(id))}
            >
              Sign out
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
      action="Change the password"
      submit={async ({ current = "", password = "" }) => {
        await client.do("password.change", { current, password });
        closeDialog();
        notify("Your password is changed. Your other sessions are ended.");
      }}
    >
      <input type="text" name="username" autocomplete="username" value={me?.handle} hidden readOnly />
      <Field name="current" label="Current password" type="password" autocomplete="current-password" required />
      <PasswordField label="New password" />
    </Form>
  );
}
