import type { Approval } from './approval';
import type { DraftReview } from './draftReview';
import type { FreeText } from './freeText';
import type { AwaitedReply } from './reply';

/** What a person is asked, as it was when the mail went out: an expression is not read twice. */
export type Question = Approval | FreeText | AwaitedReply | DraftReview;
