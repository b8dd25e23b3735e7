"""A site as small as can be that still has everything a command meets."""

FILES = {
    "config/site.yaml": """\
label: 小县
county: {number: 7, area: "10", label: 小县}
areas: [config/areas/tree.csv]
""",
    "config/areas/tree.csv": """\
code,name,level,parent
10,小县,county,
1001,甲镇,town,10
100101,一村,village,1001
10010101,一组,group,100101
10010102,二组,group,100101
100102,二村,village,1001
10010201,三组,group,100102
1002,乙镇,town,10
100201,三村,village,1002
10020101,四组,group,100201
""",
    "config/base/procedure.yaml": """\
procedure: base
label: 基本流程
attachments: {6: visit}
parameters:
  line:
    - {from: 2023-01-01, to: 2023-12-31, value: 7500, unit: 元}
    - {from: 2024-01-01, value: 8000, unit: 元}
  visits_until:
    - {from: 2023-01-01, value: 2023-05-29}
""",
    "config/base/areas.yaml": """\
levels:
  - {id: county, label: 县}
  - {id: town, label: 镇}
  - {id: village, label: 村}
  - {id: group, label: 组}
""",
    "config/base/roles.yaml": """\
roles:
  boss:
    label: 县管理员
    level: county
    may: [{manage: people}, {manage: posts}, {import: people}, {publish: definitions}, {roster: people}]
  administrator:
    label: 镇管理员
    level: town
    staffing: {at_least: 1}
    may: [{manage: people}, {manage: posts}, {import: people}, {roster: people}, {see: house}, {see: tasks}, {open: visiting}, {transfer: tasks}]
  monitor:
    label: 监测员
    level: village
    staffing: {at_least: 1}
    stands_in_for: [walker]
    may: [{see: house}, {see: person}, {see: tasks}, {reveal: house}, {reveal: person}, {open: visiting}, {transfer: tasks}, {print: house}, {roster: people}]
  walker:
    label: 网格员
    level: group
    staffing: {at_least: 1}
    may: [{see: house}, {see: person}, {see: tasks}, {open: visiting}, {transfer: tasks}, {print: house}, {roster: people}]
  clerk:
    label: 办事员
    level: town
    may: [{see: house}]
""",
    "config/base/records/house.yaml": """\
record: house
label: 户
path: houses
title: head
number: number
area_level: group
fields:
  - {id: number, label: 编号, type: text, key: true, search: true}
  - {id: head, label: 户主, type: text, search: true}
  - {id: phone, label: 电话, type: phone, sensitive: sealed, mask: {first: 3, last: 4}, search: true}
  - {id: address, label: 地址, type: text}
  - {id: wage, label: 工资, type: money}
  - {id: per_head, label: 人均, type: money}
""",
    "config/base/records/person.yaml": """\
record: person
label: 人
part_of: house
title: name
fields:
  - {id: name, label: 姓名, type: text, search: true}
  - {id: health, label: 健康, type: choices, options: [{id: fine, label: 健康}, {id: ill, label: 有病}], sensitive: masked}
  - {id: born_on, label: 出生日期, type: date}
""",
    "config/base/flows/visiting.yaml": """\
flow: visiting
label: 走访
about: house
steps:
  visit:
    label: 入户
    role: walker
    form: visit
    people: 2
    due: visits_until
    then:
      - {if: 'verdict = "risk"', close: risk}
      - {close: done}
""",
    "forms/visit.yaml": """\
form: visit
label: 走访表
about: house
sections:
  - section: head
    label: 基本
    fields:
      - {id: head, label: 户主, type: text, from: house.head, write: true, required: true, index: true}
      - {id: phone, label: 电话, type: phone, from: house.phone, write: true, required: true, sensitive: sealed, mask: {first: 3, last: 4}}
      - {id: number, label: 编号, type: text, from: house.number, read_only: true}
      - {id: visited_on, label: 走访日期, type: date, default: today, required: true, constraint: "<= today", constraint_message: 不能晚于今天}
  - repeat: people
    label: 家庭成员
    record: person
    row_title: name
    at_least: 1
    at_most: 5
    fields:
      - {id: name, label: 姓名, type: text, from: person.name, write: true, required: true}
      - {id: born_on, label: 出生日期, type: date, from: person.born_on, write: true}
      - {id: age, label: 年龄, type: integer, calculation: "years and months duration(born_on, visited_on).years"}
      - {id: health, label: 健康, type: choices, options: [{id: fine, label: 健康}, {id: ill, label: 有病}], from: person.health, write: true, sensitive: masked}
      - {id: school, label: 在校, type: yes_no, relevant: "age >= 6 and age < 16", required: true}
    checks:
      - {id: not_old, that: "age < 100", say: 年龄超过100岁，请核实, severity: warning, fields: [born_on]}
  - section: income
    label: 收入
    fields:
      - {id: wage, label: 工资, type: money, from: house.wage, write: true, required: true, constraint: ">= 0", constraint_message: 不能小于0, index: true}
      - {id: costs, label: 支出, type: money, default: "0", required: true}
      - {id: per_head, label: 人均, type: money, calculation: "(wage - costs) / count(people)", from: house.per_head, write: true, index: true}
      - {id: below, label: 低于线, type: yes_no, calculation: per_head < line, index: true}
      - {id: bill, label: 票据, type: upload, relevant: costs > 0, required: costs > 1000, at_most: 2}
      - {id: verdict, label: 结论, type: choice, options: [{id: fine, label: 无风险}, {id: risk, label: 有风险}, {id: old, label: 旧码, to: 2022-12-31}], required: true, index: true}
      - {id: why, label: 原因, type: note, relevant: 'verdict = "risk"', required: true}
    checks:
      - {id: high, that: per_head <= 20000, say: 收入偏高, severity: warning, fields: [wage]}
      - {id: fair, that: costs <= wage or costs = 0, say: 支出大于收入, severity: error, fields: [costs]}
signatures:
  - {id: head, who: head, label: 户主签字, people: 1, ways: [drawn, photo]}
""",
}
