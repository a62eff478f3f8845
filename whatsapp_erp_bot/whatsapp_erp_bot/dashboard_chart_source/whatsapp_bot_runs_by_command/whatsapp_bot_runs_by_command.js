// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["WhatsApp Bot Runs By Command"] = {
	method: "whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source.whatsapp_bot_runs_by_command.whatsapp_bot_runs_by_command.get",
	filters: [],
};
