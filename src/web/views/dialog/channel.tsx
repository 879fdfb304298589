import type { Id } from "../../../protocol/id.ts";
import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { go } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field, Form } from "../form.tsx";
import { channelTitle } from "../name.tsx";
import { DialogFrame } from "./frame.tsx";

/** What is changed about a channel as a whole. */

export function RenameDialog({ id }: { id: Id }) {
  const store = useStore();
  return (
    <DialogFrame title={words().channel.renameTitle}>
      <Form
        action={words().channel.rename}
        submit={async ({ name = "" }) => {
          await store.client.do("channel.rename", { channel: id, name: name.trim() });
          closeDialog();
        }}
      >
        <Field
          autofocus
          name="name"
          label={words().general.name}
          defaultValue={store.channel(id)?.name ?? ""}
          maxLength={limits.name_bytes_max}
          required
        />
      </Form>
    </DialogFrame>
  );
}

export function TopicDialog({ id }: { id: Id }) {
  const store = useStore();
  return (
    <DialogFrame title={words().channel.changeTopic}>
      <Form
        action={words().general.save}
        submit={async ({ topic = "" }) => {
          await store.client.do("channel.set_topic", { channel: id, topic: topic.trim() });
          closeDialog();
        }}
      >
        <Field
          autofocus
          name="topic"
          label={words().channel.topic}
          hint={words().channel.topicHint}
          defaultValue={store.channel(id)?.topic ?? ""}
          maxLength={limits.topic_bytes_max}
        />
      </Form>
    </DialogFrame>
  );
}

export function ArchiveDialog({ id }: { id: Id }) {
  const store = useStore();
  const channel = store.channel(id);
  return (
    <DialogFrame title={words().channel.archiveTitle(channel ? channelTitle(store, channel) : "…")}>
      <p>{words().channel.archiveMeans}</p>
      <Form
        action={words().channel.archive}
        cancel={closeDialog}
        submit={async () => {
          await store.client.do("channel.archive", { channel: id });
          closeDialog();
        }}
      >
        {null}
      </Form>
    </DialogFrame>
  );
}

export function LeaveDialog({ id }: { id: Id }) {
  const store = useStore();
  const channel = store.channel(id);
  return (
    <DialogFrame title={words().channel.leaveTitle(channel ? channelTitle(store, channel) : "…")}>
      <p>
        {channel?.kind === "private"
          ? words().channel.leavePrivate
          : channel?.archived
            ? words().channel.leaveArchived
            : words().channel.leavePublic}
      </p>
      <Form
        action={words().channel.leave}
        danger
        submit={async () => {
          await store.client.do("channel.leave", { channel: id });
          closeDialog();
          go("/", { replace: true });
        }}
      >
        {null}
      </Form>
    </DialogFrame>
  );
}
