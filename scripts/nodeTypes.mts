import { adminResources } from '../nodes/AgentMail/resources/index.js';

/** What n8n calls the nodes of this package. */
export const PACKAGE = 'n8n-nodes-agentmail-plus';
export const ACTION = `${PACKAGE}.agentMail`;
export const ADMIN = `${PACKAGE}.agentMailAdmin`;
export const TOOL = `${PACKAGE}.agentMailTool`;
export const TOOLKIT = `${PACKAGE}.agentMailToolkit`;
export const MEMORY = `${PACKAGE}.agentMailThreadMemory`;
export const TRIGGER = `${PACKAGE}.agentMailTrigger`;
export const QUEUE_TRIGGER = `${PACKAGE}.agentMailQueueTrigger`;
export const WEB_SOCKET_TRIGGER = `${PACKAGE}.agentMailWebSocketTrigger`;

/** The action node that offers a resource. */
export function nodeWith(resource: string): string {
	return adminResources.some(({ value }) => value === resource) ? ADMIN : ACTION;
}
