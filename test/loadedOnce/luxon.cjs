module.exports = nodeModule.createRequire(__filename)('luxon');
