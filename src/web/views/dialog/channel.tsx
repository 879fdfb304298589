import type { Id } from "../../../protocol/id.ts";
import { limits } from "../../../protocol/limits.ts";
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
    <DialogFrame title="Rename the channel">
      <Form
        action="Rename"
        submit={async ({ name = "" }) => {
          await store.client.do("channel.rename", { channel: id, name: name.trim() });
          closeDialog();
        }}
      >
        <Field
          autofocus
          name="name"
          label="Name"
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
    <DialogFrame title="Change the topic">
      <Form
        action="Save"
        submit={async ({ topic = "" }) => {
          await store.client.do("channel.set_topic", { channel: id, topic: topic.trim() });
          closeDialog();
        }}
      >
        <Field
          autofocus
          name="topic"
          label="Topic"
          hint="Shown beside the channel's name."
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
    <DialogFrame title={`Archive ${channel ? channelTitle(store, channel) : "the channel"}?`}>
      <p>It can still be read, but nobody can write in it. It can be unarchived at any time.</p>
      <Form
        action="Archive"
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
    <DialogFrame title={`Leave ${channel ? channelTitle(store, channel) : "the channel"}?`}>
      <p>
        {channel?.kind === "private"
          ? "It is private: you can come back only if a member adds you."
          : "You can join it again at any time."}
      </p>
      <Form
        action="Leave"
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
