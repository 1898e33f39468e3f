module.exports = nodeModule.createRequire(__filename)('agentmail/serialization');
