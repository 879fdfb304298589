CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`user` integer NOT NULL,
	`at` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`bytes` integer NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`small` integer NOT NULL,
	`channel` integer,
	`seq` integer,
	`place` integer,
	FOREIGN KEY (`user`) REFERENCES `users`(`n`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `attachments_message` ON `attachments` (`channel`,`seq`,`place`) WHERE channel IS NOT NULL;--> statement-breakpoint
CREATE INDEX `attachments_unsent` ON `attachments` (`user`) WHERE channel IS NULL;--> statement-breakpoint
CREATE INDEX `attachments_user` ON `attachments` (`user`,`bytes`);