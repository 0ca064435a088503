//! API limits: what a day allows, and what of it is used.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use serde_json::{Map, Value as Json, json};

const HOUR_MS: i64 = 3_600_000;

/// The requests of the last 24 hours, by the hour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    hours: Vec<(i64, u64)>,
    used: u64,
}

impl Usage {
    /// Counts a request, or refuses it.
    pub(crate) fn take(&mut self, now_ms: i64, daily: u64) -> Result<(), ApiError> {
        let hour = now_ms.div_euclid(HOUR_MS);
        if self.hours.last().is_none_or(|(last, _)| *last != hour) {
            self.hours.retain(|(past, _)| *past > hour - 24);
            self.hours.push((hour, 0));
            self.used = self.hours.iter().map(|(_, count)| count).sum();
        }
        if self.used >= daily {
            return Err(ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
        }
        if let Some((_, count)) = self.hours.last_mut() {
            *count += 1;
            self.used += 1;
        }
        Ok(())
    }

    /// So many requests count, all of them made in this hour.
    pub(crate) fn set(&mut self, now_ms: i64, used: u64) {
        self.hours = vec![(now_ms.div_euclid(HOUR_MS), used)];
        self.used = used;
    }

    /// How many requests count.
    pub(crate) fn used(&self) -> u64 {
        self.used
    }
}

impl Org {
    /// `/limits`
    pub(super) fn limits(&self) -> Reply {
        let daily = self.options.daily_requests;
        let fixed = [
            ("ActiveScratchOrgs", 40),
            ("ConcurrentAsyncGetReportInstances", 200),
            ("ConcurrentSyncReportRuns", 20),
            ("DailyAsyncApexExecutions", 250_000),
            ("DailyBulkV2QueryFileStorageMB", 976_562),
            ("DailyBulkV2QueryJobs", 10_000),
            ("DailyDurableGenericStreamingApiEvents", 10_000),
            ("DailyDurableStreamingApiEvents", 10_000),
            ("DailyGenericStreamingApiEvents", 10_000),
            ("DailyScratchOrgs", 80),
            ("DailyStandardVolumePlatformEvents", 25_000),
            ("DailyStreamingApiEvents", 10_000),
            ("DailyWorkflowEmails", 390),
            ("DataStorageMB", 1024),
            ("DurableStreamingApiConcurrentClients", 20),
            ("FileStorageMB", 1024),
            ("HourlyAsyncReportRuns", 1200),
            ("HourlyDashboardRefreshes", 200),
            ("HourlyDashboardResults", 5000),
            ("HourlyDashboardStatuses", 999_999_999),
            ("HourlyLongTermIdMapping", 100_000),
            ("HourlyManagedContentPublicRequests", 50_000),
            ("HourlyODataCallout", 20_000),
            ("HourlyPublishedPlatformEvents", 50_000),
            ("HourlyPublishedStandardVolumePlatformEvents", 1000),
            ("HourlyShortTermIdMapping", 100_000),
            ("HourlySyncReportRuns", 500),
            ("HourlyTimeBasedWorkflow", 1000),
            ("MassEmail", 10),
            ("Package2VersionCreates", 6),
            ("SingleEmail", 15),
            ("StreamingApiConcurrentClients", 20),
        ];
        let mut limits = Map::new();
        for (name, max) in fixed {
            if name > "DailyApiRequests" && !limits.contains_key("DailyApiRequests") {
                let left = daily.saturating_sub(self.usage.used());
                limits.insert("DailyApiRequests".into(), json!({ "Max": daily, "Remaining": left }));
            }
            if name > "DailyBulkApiBatches" && !limits.contains_key("DailyBulkApiBatches") {
                let most = self.options.bulk.daily_batches;
                let left = most.saturating_sub(self.bulk.batches_used());
                limits.insert("DailyBulkApiBatches".into(), json!({ "Max": most, "Remaining": left }));
            }
            limits.insert(name.into(), json!({ "Max": max, "Remaining": max }));
        }
        let sets = self.schema.find("PermissionSet").map_or(0, |sets| self.store.table(sets.index).rows().count());
        let left = 1500usize.saturating_sub(sets);
        let own = json!({ "Max": 1000, "Remaining": left.min(1000) });
        limits.insert("PermissionSets".into(), json!({ "Max": 1500, "Remaining": left, "CreateCustom": own }));
        Reply::json(200, &Json::Object(limits))
    }

    /// `/limits/recordCount`
    pub(super) fn record_count(&self, call: &Call<'_>) -> Reply {
        let wanted: Vec<&str> = call.parameter("sObjects").map(|names| names.split(',').collect()).unwrap_or_default();
        let counts: Vec<Json> = self
            .schema
            .objects()
            .iter()
            .filter(|object| !object.off)
            .filter(|object| {
                wanted.is_empty() || wanted.iter().any(|name| name.trim().eq_ignore_ascii_case(&object.name))
            })
            .map(|object| {
                let table = self.store.table(object.index);
                let count = table
                    .rows()
                    .filter(|(_, row)| self.view().is_of(object, row) && !self.view().is_deleted(object, row))
                    .count();
                json!({ "count": count, "name": object.name })
            })
            .collect();
        Reply::json(200, &json!({ "sObjects": counts }))
    }
}
