"""The tables that hold what documents say: one row per record that a kind found."""

from __future__ import annotations

from pipeline.registry.schema.column import Column, ColumnType, ForeignKey, TableSchema
from pipeline.registry.schema.shared import (
    CLUSTER_ID,
    CLUSTER_NAME,
    CONSTRUCTION_UNIT,
    CONSTRUCTION_UNIT_FULL,
    DOC_NO,
    DOCUMENT_ID,
    OF_CLUSTER,
    OF_DOCUMENT,
    PLACE_COLUMNS,
    RECORD_ID,
    REGION,
    REVIEW_FIELDS,
    ROW_NO,
    SOURCE_PAGES,
    STATUS,
    code,
    integer,
    iso_date,
    listed,
    text,
)

_LISTING_ID = Column(
    "listing_id",
    ColumnType.CODE,
    "名单行标识",
    "A row of a printed list; stable over rebuilds",
    "guoke-huozi-2021-45-1f0c9a3e/3/clusters/8",
    required=True,
)
_APPLICATION_ID = Column(
    "application_id",
    ColumnType.CODE,
    "申请表标识",
    "A filled application form; stable over rebuilds",
    "application-01-90ab12cd/1/applications/1",
    required=True,
)
_OF_APPLICATION = ForeignKey("application_id", "applications", "application_id")
_CHILD_APPLICATION_ID = code(
    "application_id",
    "申请表标识",
    "The application this row belongs to",
    "application-01-90ab12cd/1/applications/1",
)


def _yuan(name: str, zh: str, en: str) -> Column:
    return Column(name, ColumnType.NUMBER, zh, en, "67904543000", unit="元")


CLUSTERS = TableSchema(
    "clusters",
    "集群名单",
    "Clusters as listed: one row per row of a printed list",
    (
        _LISTING_ID,
        DOCUMENT_ID,
        DOC_NO,
        ROW_NO,
        REGION,
        *PLACE_COLUMNS,
        CLUSTER_NAME,
        CONSTRUCTION_UNIT,
        text("cluster_type", "集群类型", "试点 (pilot) or 培育 (in cultivation)", "试点"),
        STATUS,
        REVIEW_FIELDS,
        SOURCE_PAGES,
        CLUSTER_ID,
        CONSTRUCTION_UNIT_FULL,
        text("remark", "备注", "Remark as printed", ""),
    ),
    ("listing_id",),
    (OF_DOCUMENT, OF_CLUSTER),
    is_printed=True,
    searchable=("region", "city", "county", "cluster_name", "construction_unit"),
)

NOTICES = TableSchema(
    "notices",
    "通知",
    "Public notices: one row per notice",
    (
        DOCUMENT_ID,
        text("issuer", "发文机关", "Issuing body", "科学技术部火炬高技术产业开发中心"),
        DOC_NO,
        text("title", "标题", "Title", "关于开展2021年创新型产业集群评价推荐工作的通知"),
        iso_date("issued_on", "成文日期", "Date of issue", "2021-02-26"),
        iso_date("deadline", "截止日期", "Last day for submissions", "2021-03-31"),
        listed("contacts", "联系人", "Contact persons", "张三;李四"),
        listed("phones", "电话", "Telephone numbers with area code", "010-88656265;010-88656263"),
        code("fax", "传真", "Fax number with area code", "010-88656264"),
        code("email", "电子邮箱", "E-mail address", "someone@example.cn"),
        text("address", "地址", "Postal address", "北京市西城区三里河东路甲18号"),
        code("postcode", "邮编", "Postcode", "100045"),
        listed("annexes", "附件", "Titles of the annexes", "创新型产业集群评价申请表"),
        text("disclosure", "公开属性", "Disclosure note", "此件主动公开"),
        STATUS,
        REVIEW_FIELDS,
        RECORD_ID,
        SOURCE_PAGES,
    ),
    ("record_id",),
    (OF_DOCUMENT,),
    is_printed=True,
    searchable=("issuer", "doc_no", "title"),
)

APPLICATIONS = TableSchema(
    "applications",
    "申请表",
    "Applications: one row per filled form",
    (
        _APPLICATION_ID,
        DOCUMENT_ID,
        CLUSTER_NAME,
        CONSTRUCTION_UNIT,
        text("leader_name", "负责人", "Head of the construction unit", "曹涛然"),
        text("leader_title", "负责人职务", "The head's position", "管委会主任"),
        text("address", "通讯地址", "Postal address", "惠州市仲恺高新区某路146号"),
        code("postcode", "邮编", "Postcode", "516006"),
        text("contact_department", "联系部门", "Department of the contact", "产业促进局"),
        text("contact_name", "联系人", "Contact person", "韩娜军"),
        text("contact_title", "联系人职务", "The contact's position", "处长"),
        code("contact_mobile", "联系人手机", "The contact's mobile number", "13800000000"),
        code("contact_fax", "联系人传真", "The contact's fax number", "0752-0000000"),
        code("contact_email", "联系人邮箱", "The contact's e-mail", "someone@example.cn"),
        text("service_org", "服务机构", "Service organisation", "惠州产业技术研究院"),
        text("service_name", "服务机构联系人", "Its contact person", "尤芳"),
        text("service_title", "服务机构联系人职务", "That person's position", "院长"),
        code("service_mobile", "服务机构手机", "That person's mobile number", "13900000000"),
        code("service_fax", "服务机构传真", "Its fax number", "0752-0000001"),
        code("service_email", "服务机构邮箱", "Its e-mail", "service@example.cn"),
        text("overview", "集群概况", "Overview of the cluster", "已形成完整产业链。"),
        text(
            "application_status", "申请状态", "初次申请 (first) or 再次申请 (repeated)", "初次申请"
        ),
        iso_date("signed_on", "签署日期", "Date of signature", "2021-03-17"),
        Column("seal_present", ColumnType.BOOLEAN, "盖章", "Whether a seal was seen", "true"),
        STATUS,
        REVIEW_FIELDS,
        SOURCE_PAGES,
        CLUSTER_ID,
        CONSTRUCTION_UNIT_FULL,
        *PLACE_COLUMNS,
    ),
    ("application_id",),
    (OF_DOCUMENT, OF_CLUSTER),
    is_printed=True,
    searchable=("cluster_name", "construction_unit", "service_org", "overview"),
)

INDICATORS = TableSchema(
    "indicators",
    "集群指标",
    "Indicators of an application, long form: one row per indicator, year and basis",
    (
        _CHILD_APPLICATION_ID,
        code("indicator", "指标标识", "Indicator slug", "revenue"),
        text("indicator_name", "指标名称", "Indicator as printed", "营业收入"),
        text("unit", "单位", "Unit as printed", "千元"),
        integer("year", "年度", "Year the value is for", "2020"),
        text("basis", "性质", "实际 (actual) or 目标 (target)", "实际"),
        Column(
            "value",
            ColumnType.NUMBER,
            "数值",
            "Value in `unit`, digits as printed, without separators",
            "67904543",
            unit="column unit",
        ),
        STATUS,
        REVIEW_FIELDS,
        RECORD_ID,
        DOCUMENT_ID,
        SOURCE_PAGES,
        _yuan("value_yuan", "数值（元）", "Value in yuan, exact, where the unit is money"),
    ),
    ("record_id",),
    (_OF_APPLICATION, OF_DOCUMENT),
    is_printed=True,
)

LEADING_FIRMS = TableSchema(
    "leading_firms",
    "龙头企业",
    "Leading firms of an application: one row per firm",
    (
        _CHILD_APPLICATION_ID,
        ROW_NO,
        text("firm_name", "企业名称", "Firm", "惠州某科技股份有限公司"),
        text("main_products", "主要产品", "Main products", "轨道车辆制动系统"),
        Column(
            "revenue",
            ColumnType.NUMBER,
            "营业收入",
            "Revenue in `revenue_unit`, digits as printed",
            "4602714",
            unit="column revenue_unit",
        ),
        text("revenue_unit", "收入单位", "Unit of revenue as printed", "千元"),
        integer("revenue_year", "收入年度", "Year of revenue", "2020"),
        STATUS,
        REVIEW_FIELDS,
        RECORD_ID,
        DOCUMENT_ID,
        SOURCE_PAGES,
        _yuan("revenue_yuan", "营业收入（元）", "Revenue in yuan, exact"),
    ),
    ("record_id",),
    (_OF_APPLICATION, OF_DOCUMENT),
    is_printed=True,
    searchable=("firm_name", "main_products"),
)

PLANS = TableSchema(
    "plans",
    "发展规划",
    "Development plans: one row per section",
    (
        DOCUMENT_ID,
        code("section_no", "章节号", "Section number as printed", "1.2"),
        integer("level", "层级", "Depth of the heading, from 1", "2"),
        text("title", "标题", "Heading", "集群现状及主要形成过程"),
        text("text", "正文", "Text of the section", "截至2020年底，集群共有企业56家。"),
        STATUS,
        REVIEW_FIELDS,
        RECORD_ID,
        ROW_NO,
        SOURCE_PAGES,
    ),
    ("record_id",),
    (OF_DOCUMENT,),
    is_printed=True,
    searchable=("title", "text"),
)

RECOMMENDATIONS = TableSchema(
    "recommendations",
    "推荐函",
    "Letters of recommendation: one row per recommended cluster",
    (
        DOCUMENT_ID,
        text("sender", "推荐单位", "Who recommends", "河北省科学技术厅"),
        REGION,
        CLUSTER_NAME,
        CONSTRUCTION_UNIT,
        iso_date("issued_on", "日期", "Date of the letter", "2021-03-20"),
        STATUS,
        REVIEW_FIELDS,
        RECORD_ID,
        SOURCE_PAGES,
        CLUSTER_ID,
        CONSTRUCTION_UNIT_FULL,
        *PLACE_COLUMNS,
    ),
    ("record_id",),
    (OF_DOCUMENT, OF_CLUSTER),
    is_printed=True,
    searchable=("sender", "cluster_name", "construction_unit"),
)

PRINTED_TABLES = (
    CLUSTERS,
    NOTICES,
    APPLICATIONS,
    INDICATORS,
    LEADING_FIRMS,
    PLANS,
    RECOMMENDATIONS,
)
