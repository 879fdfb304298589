import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AnswerOf } from "../../../protocol/commands.ts";
import { showAccent } from "../../state/accent.ts";
import { sentenceOf } from "../../state/notice.ts";
import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { asRole } from "../right.ts";
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

  if (secret === "") return <MissingSecret title="Join" />;
  if (error.value !== "")
    return (
      <EntryFrame title="This invite does not work">
        <p class="lead">{error.value}</p>
        <a class="button" href="/signin">
          Sign in
        </a>
      </EntryFrame>
    );
  if (!invite.value) return <EntryFrame title="Join">{null}</EntryFrame>;
  return (
    <EntryFrame title={`Join ${invite.value.workspace}`}>
      <p class="lead">You were invited as {asRole(invite.value.role)}.</p>
      <Form
        action="Join"
        submit={async ({ name = "", handle = "", password = "" }) => {
          await knock("invite.accept", { secret, name, handle, password, label: deviceLabel() });
          enter();
        }}
      >
        <PersonFields />
      </Form>
      <p class="hint">
        You have an account already? <a href="/signin">Sign in</a>
      </p>
    </EntryFrame>
  );
}
