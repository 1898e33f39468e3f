module.exports = {
	...require('./dist/credentials/AgentMailApi.credentials.js'),
	...require('./dist/nodes/AgentMail/AgentMail.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailAdmin.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailQueueTrigger.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailThreadMemory.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailTool.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailToolkit.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailTrigger.node.js'),
	...require('./dist/nodes/AgentMail/AgentMailWebSocketTrigger.node.js'),
};
