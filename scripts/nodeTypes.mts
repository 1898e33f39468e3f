/** What n8n calls the nodes of this package. */
export const PACKAGE = 'n8n-nodes-agentmail-plus';
export const ACTION = `${PACKAGE}.agentMail`;
export const TRIGGER = `${PACKAGE}.agentMailTrigger`;
export const WEB_SOCKET_TRIGGER = `${PACKAGE}.agentMailWebSocketTrigger`;
