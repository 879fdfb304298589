import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AnswerOf } from "../../../protocol/commands.ts";
import { words } from "../../language/language.ts";
import { showAccent } from "../../state/accent.ts";
import { sentenceOf } from "../../state/notice.ts";
import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";
import { MissingSecret } from "./missing.tsx";
import { PersonFields } from "./person.tsx";

/** Makes a new user with an invite. */
export function JoinPage({ secret }: { secret: string }) {
  const invite = useSignal<AnswerOf<"invite.look"> | undefined>(undefined);
  const error = useSignal("");
  useEffect(() => {
    if (secret === "") return;
    knock("invite.look", { secret }).then(
      (answer) => {
        invite.value = answer;
        showAccent(answer.accent);
      },
      (thrown: unknown) => {
        error.value = sentenceOf(thrown);
      },
    );
  }, [secret, invite, error]);

  if (secret === "") return <MissingSecret title={words().entry.join} />;
  if (error.value !== "")
    return (
      <EntryFrame title={words().entry.deadInvite}>
        <p class="lead">{error.value}</p>
        <a class="button" href="/signin">
          {words().general.signIn}
        </a>
      </EntryFrame>
    );
  if (!invite.value) return <EntryFrame title={words().entry.join}>{null}</EntryFrame>;
  return (
    <EntryFrame title={words().entry.joinWorkspace(invite.value.workspace)}>
      <p class="lead">{words().entry.invitedAs(invite.value.role)}</p>
      <Form
        action={words().entry.join}
        submit={async ({ name = "", handle = "", password = "" }) => {
          await knock("invite.accept", { secret, name, handle, password, label: deviceLabel() });
          enter();
        }}
      >
        <PersonFields />
      </Form>
      <p class="hint">
        {words().entry.haveAccount} <a href="/signin">{words().general.signIn}</a>
      </p>
    </EntryFrame>
  );
}
