import type { Resource } from '../operation/operation';
import { inbox } from './inbox';
import { label } from './label';
import { message } from './message';

/** Everything the node can do. The first is what a new node shows. */
export const resources: readonly Resource[] = [message, inbox, label];
